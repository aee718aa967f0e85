import {
  type CompositeType,
  ERRORS,
  isCompositeType,
  isListType,
  isNonNullType,
  type ListType,
  type Operation,
  type Type,
} from '@apollo/federation-internals';
import type { GraphQLError } from 'graphql';
import { type Data, isObject } from '../data.ts';
import { collectFields, type Place } from './collect-fields.ts';
import { readConditions } from './conditions.ts';

/** A value of a field, with what its errors name. */
interface Found {
  value: unknown;
  types: readonly Type[];
  sets: Place['sets'];
  /** `Query.fruits` */
  field: string;
  path: readonly (string | number)[];
}

/** Errors of one answer. A long list of wrong values costs seconds and hundreds of megabytes with an error for each. */
const maxErrors = 100;

/** Replaces values of the wrong shape in the merged data by null, and returns an error for each of the first hundred. */
export type Repair = (data: Data, variables: Data | undefined) => GraphQLError[];

/**
 * Finds in the selected data what the stock executor refuses to shape, or to follow: no list for a list, no object for an
 * object, and no text for the name of a type. What it shapes, such as a wrong scalar, is left to it.
 */
export function compileRepair(operation: Operation): Repair {
  const schema = operation.schema();
  const conditions = readConditions(operation);
  const root = { sets: [operation.selectionSet], parentType: schema.schemaDefinition.rootType(operation.rootKind)! };

  return (data, variables) => {
    const errors: GraphQLError[] = [];
    const choice = conditions.choose(variables);

    const refuse = ({ field, path }: Found, what: string): null => {
      if (errors.length < maxErrors)
        errors.push(ERRORS.INVALID_GRAPHQL.err(`Invalid ${what} found for field ${field}.`, { path: [...path] }));
      return null;
    };

    const repairObject = (place: Place, value: Data, path: Found['path']): void => {
      const { __typename: name } = value;
      const named = typeof name === 'string' ? schema.type(name) : undefined;
      const type: CompositeType | null = named && isCompositeType(named) ? named : null;
      for (const [key, selected] of collectFields(place, type, conditions, choice!)) {
        if (!Object.hasOwn(value, key) || key === '__proto__') continue;
        const found = {
          value: value[key],
          types: selected.map(({ selection }) => selection.element.definition.type!),
          sets: selected.flatMap(({ selection }) => selection.selectionSet ?? []),
          field: `${(type ?? selected[0]!.parentType).name}.${selected[0]!.selection.element.name}`,
          path: [...path, key],
        };
        value[key] = repaired(found);
      }
    };

    const repaired = (found: Found): unknown => {
      const { value, path, sets } = found;
      if (value == null) return value;
      // Fields of one name have the same shape, whatever the type of their object is.
      const bare = found.types.map((type) => (isNonNullType(type) ? type.ofType : type));
      const [first] = bare as [Type];
      if (isListType(first)) {
        if (!Array.isArray(value)) return refuse(found, 'non-list value');
        const types = bare.map((type) => (type as ListType<Type>).ofType);
        return value.map((element: unknown, index) =>
          repaired({ ...found, value: element, types, path: [...path, index] }),
        );
      }
      if (!isCompositeType(first)) return value;
      if (!isObject(value) || Array.isArray(value)) return refuse(found, 'non-object value');
      const name = value['__typename'];
      if (name !== undefined && typeof name !== 'string') return refuse(found, '__typename');
      repairObject({ sets, parentType: first }, value, path);
      return value;
    };

    // The root has one type, so that nothing is lost with a wrong name.
    if (typeof data['__typename'] !== 'string') delete data['__typename'];
    if (choice) repairObject(root, data, []);
    return errors;
  };
}
