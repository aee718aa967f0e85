import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import { deepMerge, isObjectOfType, type RequiredSelection } from './apollo-internals.ts';
import { type Data, propertyOf } from './data.ts';
import { ordinaryName } from './not-compiled.ts';

/** Makes the representation of an entity; null when the entity lacks a required field. */
export type Represent = (source: unknown) => Data | null;

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

function readFragment(selection: Extract<RequiredSelection, { kind: 'InlineFragment' }>, schema: GraphQLSchema): Step {
  const { typeCondition } = selection;
  if (!typeCondition) return () => true;
  const names = namesUnder(schema, typeCondition);
  const nested = compileRepresentation(schema, selection.selections);
  const applies = (source: Data): boolean => {
    const typename = source['__typename'];
    return typeof typename === 'string' ? names.has(typename) : isObjectOfType(schema, source, typeCondition);
  };
  return (source, result) => {
    if (source && applies(source as Data)) deepMerge(result, nested(source));
    return true;
  };
}

/** Compiles the selection that a subgraph requires of an entity. */
export function compileRepresentation(schema: GraphQLSchema, selections: readonly RequiredSelection[]): Represent {
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
