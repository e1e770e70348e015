import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recipeSchemaJson } from '../src/index.js';

interface Field {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly items?: Field;
  readonly anyOf?: readonly Field[];
}

/** Every field of a schema, by its path, with what it is said to mean. */
const fieldsOf = (prefix: string, schema: Field): [path: string, meaning: string | undefined][] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    [`${prefix}${name}`, field.description] as [string, string | undefined],
    ...fieldsOf(`${prefix}${name}.`, field),
    ...(field.items === undefined ? [] : fieldsOf(`${prefix}${name}[].`, field.items)),
  ]),
  ...(schema.anyOf ?? []).flatMap((form) => fieldsOf(prefix, form)),
];

it('every field of a recipe is described, on the page too', () => {
  const fields = fieldsOf('', recipeSchemaJson() as Field);
  expect(fields.length).toBeGreaterThan(60);
  expect(fields.filter(([, meaning]) => meaning === undefined).map(([path]) => path)).toEqual([]);
  const page = readFileSync(new URL('../../../docs/recipe.md', import.meta.url), 'utf8');
  const missing = fields.filter(
    ([path, meaning]) => !page.includes(`| \`${path}\` |`) || !page.includes(` ${meaning} |`),
  );
  expect(missing).toEqual([]);
});
