import {
  type CompositeType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  type ListType,
  type NamedType,
  type Schema,
  type Type,
} from '@apollo/federation-internals';
import { type Data, isObject } from '../data.ts';
import { anomaly } from './anomaly.ts';
import { collectFields, type Place, type Selected } from './collect-fields.ts';
import { completeLeaf, type Complete } from './complete-leaf.ts';
import type { Choice, Conditions } from './conditions.ts';

/** Makes an object of the answer from one of the data. */
export type CompleteObject = (value: Data) => Data;

/** A field of an object in the answer. */
type Field =
  | { name: string; typename: (input: Data) => string }
  | { name: string; typename: null; isNullable: boolean; complete: Complete };

const never = (): never => {
  throw anomaly;
};

function completeFields(input: Data, fields: readonly Field[]): Data {
  const output: Data = {};
  for (const field of fields) {
    const { name } = field;
    if (field.typename !== null) {
      output[name] = field.typename(input);
      continue;
    }
    const value = input[name];
    if (value != null) output[name] = field.complete(value);
    else if (field.isNullable) output[name] = null;
    else throw anomaly;
  }
  return output;
}

const completeList =
  (isNullable: boolean, complete: Complete): Complete =>
  (value) => {
    if (!Array.isArray(value)) throw anomaly;
    return value.map((element: unknown) => {
      if (element != null) return complete(element);
      if (element === null && isNullable) return null;
      throw anomaly;
    });
  };

/** Writes the name of the type: that of the data, or of the selection when the data has none. */
function completeTypename(
  name: string,
  parentType: CompositeType,
  named: CompositeType | null,
): (input: Data) => string {
  const type = named ?? parentType;
  if (!isObjectType(type)) return never;
  const written = type.name;
  return (input) => {
    const value = input[name] ?? input['__typename'];
    if (value !== written && (named !== null || value != null)) throw anomaly;
    return written;
  };
}

/** Compiles the selections of objects for one choice of what is included. */
export function compileObjects(
  schema: Schema,
  conditions: Conditions,
  choice: Choice,
): (place: Place) => CompleteObject {
  const compileValue = (types: readonly Type[], sets: Place['sets']): Complete => {
    const bare = types.map((type) => (isNonNullType(type) ? type.ofType : type));
    const [first] = bare as [Type];
    if (isListType(first)) {
      const elements = bare.map((type) => (type as ListType<Type>).ofType);
      return completeList(!elements.some(isNonNullType), compileValue(elements, sets));
    }
    // Fields of one name whose types differ in more than null: the stock executor knows which of them holds.
    if (bare.some((type) => type !== first)) return never;
    if (isCompositeType(first)) return compilePlace({ sets, parentType: first }) as Complete;
    return completeLeaf(first as NamedType, schema);
  };

  const compileField = (name: string, selected: readonly Selected[], named: CompositeType | null): Field => {
    const [{ selection, parentType }] = selected as [Selected];
    if (selection.element.name === '__typename') {
      return { name, typename: completeTypename(name, parentType, named) };
    }
    const types = selected.map((each) => each.selection.element.definition.type!);
    const sets = selected.flatMap((each) => each.selection.selectionSet ?? []);
    return { name, typename: null, isNullable: !types.some(isNonNullType), complete: compileValue(types, sets) };
  };

  const compileObject = (place: Place, named: CompositeType | null): CompleteObject => {
    const selected = [...collectFields(place, named, conditions, choice)];
    const fields = selected.map(([name, all]) => compileField(name, all, named));
    return (input) => completeFields(input, fields);
  };

  /** Chooses the compiled selections by the type that the data names. */
  const compilePlace = (place: Place): CompleteObject => {
    const byName = new Map<string, CompleteObject>();
    let unnamed: CompleteObject | null = null;
    const compileNamed = (name: string): CompleteObject => {
      const type = schema.type(name);
      // An interface too: an interface object has only its name until another subgraph knows the type.
      if (!type || !isCompositeType(type)) return never;
      const compiled = compileObject(place, type);
      byName.set(name, compiled);
      return compiled;
    };
    return (value) => {
      if (!isObject(value) || Array.isArray(value)) throw anomaly;
      const name = value['__typename'];
      if (name === undefined) return (unnamed ??= compileObject(place, null))(value);
      if (typeof name !== 'string') throw anomaly;
      return (byName.get(name) ?? compileNamed(name))(value);
    };
  };
  return compilePlace;
}
