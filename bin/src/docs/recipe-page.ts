import { recipeSchemaJson } from '@landscar/train';
import { settingsTable, type JsonSchema } from './settings-table.js';

/** docs/recipe.md from the schema that checks a recipe of `landscar models train`. */
export const recipePage = (): string =>
  [
    '# A recipe of `landscar models train`',
    '',
    'Generated from the schema: `pnpm run docs`. Paths are relative to the file. Every problem is reported at once; fields of other',
    'names are refused. `like: OTHER.yaml` takes over what a recipe does not say itself. `recipes/oscd/recipe.yaml` is a whole one;',
    'folds, what is refused, and how runs are repeated: [evaluation](evaluation.md).',
    '',
    ...settingsTable(recipeSchemaJson() as JsonSchema),
    '',
  ].join('\n');
