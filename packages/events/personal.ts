import { type GlobalMeta, z } from 'zod';

declare module 'zod' {
  interface GlobalMeta {
    /** The field identifies a person. */
    personal?: true;
  }
}

/**
 * Marks a field that identifies a person. The outbox seals it with a key that erasure destroys, the record of all events leaves it
 * out, and docs/events.md says so.
 */
export const personal = <Schema extends z.ZodType>(schema: Schema): Schema =>
  schema.meta({ ...z.globalRegistry.get(schema), personal: true } satisfies GlobalMeta);

interface JsonSchema {
  personal?: true;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

function pathsIn(schema: JsonSchema, path: readonly string[]): string[] {
  if (schema.personal) return [path.join('.')];
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [], allOf = [] } = schema;
  const every = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  return [
    ...Object.entries(properties).flatMap(([name, field]) => pathsIn(field, [...path, name])),
    ...[...every, ...(items ? [items] : [])].flatMap((each) => pathsIn(each, [...path, '*'])),
    ...[...anyOf, ...oneOf, ...allOf].flatMap((alternative) => pathsIn(alternative, path)),
  ];
}

/** The paths of the personal fields in an event's data, such as `email` or `lines.*.name` (`*`: each of a list or record). */
export const personalPaths = (data: z.ZodType): string[] => [
  ...new Set(pathsIn(z.toJSONSchema(data, { io: 'input', unrepresentable: 'any' }) as JsonSchema, [])),
];
