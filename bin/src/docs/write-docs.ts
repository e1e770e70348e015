import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exchangeSchemas } from '@landscar/pipeline';
import { cliPage } from './cli-page.js';
import { configPage } from './config-page.js';
import { errorsPage } from './errors-page.js';
import { recipePage } from './recipe-page.js';
import { rulesPage } from './rules-page.js';

/** Writes the generated pages of docs/; with `--check` it only compares, and ends with 1 where one is stale. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(root, 'docs');
const pages = {
  'cli.md': cliPage('en'),
  'cli.zh-CN.md': cliPage('zh'),
  'config.md': configPage(),
  'errors.md': errorsPage(root),
  'recipe.md': recipePage(),
  'rules.md': rulesPage(),
  ...Object.fromEntries(
    Object.entries(exchangeSchemas()).map(([name, schema]) => [
      `exchange/${name}`,
      `${JSON.stringify(schema, null, 2)}\n`,
    ]),
  ),
};
const stale = Object.entries(pages).filter(([name, text]) => {
  const file = join(folder, name);
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
});
if (process.argv.includes('--check')) {
  for (const [name] of stale) process.stderr.write(`docs/${name} is stale: run \`pnpm run docs\`\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [name, text] of stale) writeFileSync(join(folder, name), text);
}
