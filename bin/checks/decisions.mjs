// Every dependency has a decision note: its name stands in some page of docs/decisions.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Types are decided with their package, a linter's own rules with the linter. */
const decidedAs = (name) => name.replace(/^@types\//, '').replace(/^@eslint\/js$/, 'eslint');

/** Problems in words: dependencies of `manifests` (`file`, `dependencies`) that no decision note under `root` names. */
export const checkDecisions = (root, manifests) => {
  const folder = path.join(root, 'docs/decisions');
  const notes = readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
  const named = (name) => notes.includes(`\`${name}\``) || notes.includes(`**${name}**`);
  return manifests.flatMap(({ file, dependencies }) =>
    dependencies
      .filter(
        (name) => !name.startsWith('@landscar/') && name !== 'landscar' && !named(name) && !named(decidedAs(name)),
      )
      .map((name) => `${file} depends on ${name}, which no note in docs/decisions names (as \`${name}\`)`),
  );
};
