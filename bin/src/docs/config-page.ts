import { siteSchemaJson } from '@landscar/pipeline';
import { settingsTable, type JsonSchema } from './settings-table.js';

/** docs/config.md from the schema that checks landscar.yaml. */
export const configPage = (): string =>
  [
    '# landscar.yaml',
    '',
    'Generated from the schema: `pnpm run docs`. Paths are relative to the file. Every problem is reported at once, with its line.',
    '',
    ...settingsTable(siteSchemaJson() as JsonSchema),
    '',
  ].join('\n');
