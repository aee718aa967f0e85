import {
  getNamedType,
  getNullableType,
  type GraphQLEnumType,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = Record<string, unknown>;

/** How scalars are written in JSON. */
const scalars: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer', format: 'int32' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  Decimal: { type: 'string', pattern: String.raw`^-?\d+(\.\d+)?$` },
  DateTime: { type: 'string', format: 'date-time' },
  CurrencyCode: { type: 'string', pattern: '^[A-Z]{3}$' },
};

export const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const described = (description: string | null | undefined): JsonSchema =>
  description ? { description: description.replaceAll(/\s*\n\s*/g, ' ') } : {};

/** The schema that also allows null. */
function orNull(schema: JsonSchema): JsonSchema {
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

/** A schema with a description. Beside a reference, OpenAPI 3.1 allows one. */
export const withDescription = (schema: JsonSchema, description: string | null | undefined): JsonSchema => ({
  ...schema,
  ...described(description),
});

/** The schemas that others refer to, by their name. Each is written once, when it is first needed. */
export function createComponents() {
  const written: Record<string, JsonSchema> = {};

  const once = (name: string, write: () => JsonSchema): JsonSchema => {
    if (!(name in written)) {
      // A type may contain itself.
      written[name] = {};
      written[name] = write();
    }
    return refTo(name);
  };

  const ofEnum = (type: GraphQLEnumType): JsonSchema =>
    once(type.name, () => ({
      type: 'string',
      enum: type.getValues().map(({ name }) => name),
      ...described(type.description),
    }));

  /** The schema of a scalar or an enum. */
  const ofLeaf = (type: GraphQLOutputType | GraphQLInputType): JsonSchema => {
    const named = getNamedType(type);
    return isEnumType(named) ? ofEnum(named) : (scalars[named.name] ?? {});
  };

  const nonNullInput = (type: GraphQLInputType): JsonSchema => {
    const inner = getNullableType(type);
    if (isListType(inner)) return { type: 'array', items: ofInput(inner.ofType) };
    if (isInputObjectType(inner))
      return once(inner.name, () => withDescription(ofFields(Object.values(inner.getFields())), inner.description));
    return ofLeaf(inner);
  };

  /** The schema of a value that a caller sends. */
  const ofInput = (type: GraphQLInputType): JsonSchema =>
    isNonNullType(type) ? nonNullInput(type) : orNull(nonNullInput(type));

  const ofField = ({ type, description, defaultValue }: GraphQLInputField): JsonSchema => ({
    ...withDescription(ofInput(type), description),
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
  });

  /** An object with the fields of an input, and no others. */
  const ofFields = (fields: readonly GraphQLInputField[]): JsonSchema => {
    const required = fields.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
    return {
      type: 'object',
      properties: Object.fromEntries(fields.map((field) => [field.name, ofField(field)])),
      ...(required.length > 0 ? { required: required.map(({ name }) => name) } : {}),
      additionalProperties: false,
    };
  };

  /** The schema of a parameter: one that is left out takes the place of null. */
  const ofParameter = (type: GraphQLInputType): JsonSchema => nonNullInput(type);

  return { written, once, ofLeaf, ofParameter, ofFields, orNull };
}

export type Components = ReturnType<typeof createComponents>;
