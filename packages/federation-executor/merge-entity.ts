import { type Data, isObject } from './data.ts';

/** Adds what was received to an entity. */
type Merge = (entity: Data) => void;

/** A merge of an object whose values are no objects: each is assigned, as a deep merge would. Null for any other. */
function compileFlatMerge(received: unknown): Merge | null {
  if (!isObject(received) || Array.isArray(received)) return null;
  const names: string[] = [];
  for (const name of Object.keys(received)) {
    const value = received[name];
    // Without a type of its own, an object keeps that of the entity.
    if (value === undefined || (name === '__typename' && !value)) continue;
    if (isObject(value) || name === '__proto__') return null;
    names.push(name);
  }
  return (entity) => {
    for (const name of names) entity[name] = received[name];
  };
}

/**
 * Adds the received objects to entities, each by its number. An object is prepared once for all entities that get it.
 * @param mergeAny how an object is added that has others within; it gets a copy of its own for each entity
 */
export function createMerge(
  received: readonly unknown[],
  handOut: (number: number) => unknown,
  mergeAny: (entity: Data, received: unknown) => void,
) {
  const prepared: (Merge | null | undefined)[] = [];
  return (entity: unknown, number: number): void => {
    let merge = prepared[number];
    if (merge === undefined) prepared[number] = merge = compileFlatMerge(received[number]);
    if (merge !== null && isObject(entity) && !Array.isArray(entity)) merge(entity);
    else mergeAny(entity as Data, handOut(number));
  };
}
