import { siteSchemaJson } from '@landscar/pipeline';

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
}

/** docs/config.md from the schema that checks landscar.yaml. */
export function configPage(): string {
  const rows = rowsOf('', siteSchemaJson() as JsonSchema);
  return [
    '# landscar.yaml',
    '',
    'Generated from the schema: `pnpm run docs`. Paths are relative to the file. Every problem is reported at once, with its line.',
    '',
    '| setting | value | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function rowsOf(prefix: string, schema: JsonSchema): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const required = schema.required?.includes(name) === true && field.default === undefined;
    const shown = field.default === undefined ? (required ? 'needed' : '') : `\`${JSON.stringify(field.default)}\``;
    const row = `| \`${path}\` | ${valueOf(field)} | ${shown} | ${field.description ?? ''} |`;
    const inner = field.items?.properties ? rowsOf(`${path}[].`, field.items) : rowsOf(`${path}.`, field);
    return [row, ...inner];
  });
}

function valueOf(field: JsonSchema): string {
  if (field.enum) return field.enum.map((v) => `\`${String(v)}\``).join(', ');
  if (field.anyOf) return [...new Set(field.anyOf.map(valueOf))].join(' or ');
  if (field.type === 'array') return `list of ${field.items === undefined ? 'values' : valueOf(field.items)}`;
  return field.type === 'object' ? 'settings' : (field.type ?? 'text');
}
