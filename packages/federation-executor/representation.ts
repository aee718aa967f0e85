import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import { deepMerge, isObjectOfType, type RequiredSelection } from './apollo-internals.ts';
import { type Data, propertyOf } from './data.ts';
import { ordinaryName } from './not-compiled.ts';

/** Makes the representation of an entity; null when the entity lacks a required field. */
export type Represent = (source: unknown) => Data | null;

/** A representation that is made of single values of objects of one type. */
export interface FlatRepresentation {
  /** The fields, in the order of the representation. */
  fields: readonly string[];
  /** Whether it is made of the entity. */
  applies(source: unknown): boolean;
}

/** Adds a part of the representation; false when a required field is missing. */
type Step = (source: unknown, result: Data) => boolean;

/** The names of the types to which a fragment on `condition` applies. */
function namesUnder(schema: GraphQLSchema, condition: string): ReadonlySet<string> {
  const type = schema.getType(condition);
  const names = new Set([condition]);
  if (!isAbstractType(type)) return names;
  for (const other of Object.values(schema.getTypeMap())) {
    if ((isObjectType(other) || isInterfaceType(other)) && schema.isSubType(type, other)) names.add(other.name);
  }
  return names;
}

function readField(selection: Extract<RequiredSelection, { kind: 'Field' }>, schema: GraphQLSchema): Step {
  // Only `corrections/` sets aliases: a value that is sent by another name than it was fetched.
  const from = ordinaryName(selection.alias ?? selection.name);
  const name = ordinaryName(selection.name);
  const nested = selection.selections ? compileRepresentation(schema, selection.selections) : (value: unknown) => value;
  return (source, result) => {
    const value = propertyOf(source, from);
    if (value === undefined) return false;
    result[name] = Array.isArray(value) ? value.map((element) => nested(element)) : nested(value);
    return true;
  };
}

type Fragment = Extract<RequiredSelection, { kind: 'InlineFragment' }>;

/** Whether a fragment applies to an entity. */
function compileApplies(typeCondition: string, schema: GraphQLSchema): (source: unknown) => boolean {
  const names = namesUnder(schema, typeCondition);
  return (source) => {
    if (!source) return false;
    const typename = (source as Data)['__typename'];
    return typeof typename === 'string' ? names.has(typename) : isObjectOfType(schema, source as Data, typeCondition);
  };
}

function readFragment({ typeCondition, selections }: Fragment, schema: GraphQLSchema): Step {
  if (!typeCondition) return () => true;
  const applies = compileApplies(typeCondition, schema);
  const nested = compileRepresentation(schema, selections);
  return (source, result) => {
    if (applies(source)) deepMerge(result, nested(source));
    return true;
  };
}

/** Most representations are those of one type: nothing is merged. */
function compileOneType({ typeCondition, selections }: Fragment, schema: GraphQLSchema): Represent {
  const applies = compileApplies(typeCondition!, schema);
  const nested = compileRepresentation(schema, selections);
  return (source) => {
    if (source === null) return null;
    return (applies(source) ? nested(source) : null) ?? {};
  };
}

/** What the selection that a subgraph requires is made of, when it is flat; null for any other. */
export function flatRepresentation(
  schema: GraphQLSchema,
  selections: readonly RequiredSelection[],
): FlatRepresentation | null {
  const [first] = selections;
  if (selections.length !== 1 || first?.kind !== 'InlineFragment' || !first.typeCondition) return null;
  const fields: string[] = [];
  for (const field of first.selections) {
    if (field.kind !== 'Field' || field.selections || field.alias) return null;
    fields.push(ordinaryName(field.name));
  }
  return fields.includes('__typename') ? { fields, applies: compileApplies(first.typeCondition, schema) } : null;
}

/** Compiles the selection that a subgraph requires of an entity. */
export function compileRepresentation(schema: GraphQLSchema, selections: readonly RequiredSelection[]): Represent {
  const [first] = selections;
  if (selections.length === 1 && first?.kind === 'InlineFragment' && first.typeCondition)
    return compileOneType(first, schema);
  const steps = selections.map((selection) =>
    selection.kind === 'Field' ? readField(selection, schema) : readFragment(selection, schema),
  );
  return (source) => {
    if (source === null) return null;
    const result: Data = {};
    for (const step of steps) if (!step(source, result)) return null;
    return result;
  };
}
