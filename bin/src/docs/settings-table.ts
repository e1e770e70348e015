export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  /** What a value of any name is. */
  readonly additionalProperties?: JsonSchema | boolean;
}

/** A table of all fields of a schema, those inside of others after them. */
export const settingsTable = (schema: JsonSchema): string[] => [
  '| setting | value | default | meaning |',
  '| --- | --- | --- | --- |',
  ...rowsOf('', schema),
];

function rowsOf(prefix: string, schema: JsonSchema): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const required = schema.required?.includes(name) === true && field.default === undefined;
    const shown = field.default === undefined ? (required ? 'needed' : '') : `\`${JSON.stringify(field.default)}\``;
    const row = `| \`${path}\` | ${valueOf(field)} | ${shown} | ${field.description ?? ''} |`;
    const inner = field.items?.properties ? rowsOf(`${path}[].`, field.items) : rowsOf(`${path}.`, field);
    return [row, ...inner, ...(field.anyOf ?? []).flatMap((form) => rowsOf(`${path}.`, form))];
  });
}

function valueOf(field: JsonSchema): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum) return field.enum.map((v) => `\`${String(v)}\``).join(', ');
  if (field.anyOf) return [...new Set(field.anyOf.map(valueOf))].join(' or ');
  if (field.prefixItems) return `list of ${field.prefixItems.map(valueOf).join(', ')}`;
  if (field.type === 'array') return `list of ${field.items === undefined ? 'values' : valueOf(field.items)}`;
  if (typeof field.additionalProperties === 'object') return `by name, ${valueOf(field.additionalProperties)}`;
  return field.type === 'object' ? 'settings' : (field.type ?? 'text');
}
