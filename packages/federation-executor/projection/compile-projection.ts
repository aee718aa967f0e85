import type { Operation } from '@apollo/federation-internals';
import type { Data } from '../data.ts';
import { type CompleteObject, compileObjects } from './compile-objects.ts';
import { type Choice, readConditions } from './conditions.ts';

/** Makes the answer from the merged data; null for data that is not as the schema says. */
export type Project = (data: Data, variables: Data | undefined) => Data | null;

/** Projections that are kept of one operation, for different values of the variables in its conditions. */
const maxChoices = 32;

/** Compiles the selections of an operation. Types of objects are compiled when data has them for the first time. */
export function compileProjection(operation: Operation): Project {
  const conditions = readConditions(operation);
  const root = {
    sets: [operation.selectionSet],
    parentType: operation.schema().schemaDefinition.rootType(operation.rootKind)!,
  };
  const known = new Map<string, CompleteObject>();

  const projectionFor = (choice: Choice): CompleteObject => {
    const key = [...choice.values()].join();
    const same = known.get(key);
    if (same) return same;
    // The oldest makes room: a choice that is made now is likely to come again.
    if (known.size >= maxChoices) known.delete(known.keys().next().value!);
    const compiled = compileObjects(operation.schema(), conditions, choice)(root);
    known.set(key, compiled);
    return compiled;
  };

  return (data, variables) => {
    const choice = conditions.choose(variables);
    try {
      return (choice && projectionFor(choice)(data)) ?? null;
    } catch {
      // Whatever it is, the stock executor says what the answer is.
      return null;
    }
  };
}
