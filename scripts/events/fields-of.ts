import { z } from 'zod';

/** One field of an event's data, as a row of a table. */
export interface Field {
  /** `payout.kind`, `lines[].sku`, `names.*`; with `?` where it may be missing. */
  path: string;
  type: string;
  meaning: string;
}

/** What of a JSON Schema is read here. */
interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  description?: string;
  personal?: true;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const words: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  null: 'null',
  object: 'object',
};

const quoted = (value: unknown): string => `\`${String(value)}\``;

const isMap = (schema: Schema): schema is Schema & { additionalProperties: Schema } =>
  typeof schema.additionalProperties === 'object' && schema.properties === undefined;

function typeOf(schema: Schema): string {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return [...new Set(alternatives.map(typeOf))].join(' or ');
  if (schema.enum) return schema.enum.map(quoted).join(', ');
  if (schema.const !== undefined) return quoted(schema.const);
  if (schema.format === 'date-time') return 'date and time';
  if (schema.type === 'array') return schema.items ? `list of ${typeOf(schema.items)}` : 'list';
  if (isMap(schema)) return `map to ${typeOf(schema.additionalProperties)}`;
  const types = [schema.type ?? []].flat();
  return types.length === 0 ? 'anything' : types.map((type) => words[type] ?? type).join(' or ');
}

/** What is inside a list, a map or a nullable value is described with it, unless it says something itself. */
const isPersonal = (schema: Schema): boolean =>
  schema.personal === true || (schema.anyOf ?? schema.oneOf ?? []).some(isPersonal);

const meaningOf = (schema: Schema): string =>
  [schema.description, isPersonal(schema) && 'Personal.'].filter(Boolean).join(' ');

function inside(schema: Schema, path: string): Field[] {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.flatMap((alternative) => inside(alternative, path));
  if (schema.items) return inside(schema.items, `${path}[]`);
  if (isMap(schema)) return inside(schema.additionalProperties, path === '' ? '*' : `${path}.*`);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const own = path === '' ? name : `${path}.${name}`;
    const missing = schema.required?.includes(name) ? '' : '?';
    return [{ path: `${own}${missing}`, type: typeOf(field), meaning: meaningOf(field) }, ...inside(field, own)];
  });
}

/** Every field of `schema`, those of nested objects after the object. */
export const fieldsOf = (schema: z.ZodType): Field[] =>
  inside(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema, '');
