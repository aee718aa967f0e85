import { type Data, isObject } from './data.ts';
import type { FlatRepresentation } from './representation.ts';

/** Branches by the value of a field, and the number of the representation after the last field. */
type Branch = Map<unknown, Branch | number>;

/** A value that is equal to another one exactly when a map finds it by the other one. */
function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    default:
      return value === null;
  }
}

/** The number of an entity: of its representation, or why it has none here. */
export const noRepresentation = -1;
export const notFlat = -2;

/**
 * Numbers representations whose values are plain, without making a representation for each entity: most entities of an
 * answer occur several times. `send` is called once for each different one, and returns its number.
 */
export function createFlatNumbers({ fields, applies }: FlatRepresentation, send: (representation: Data) => number) {
  const root: Branch = new Map();
  const last = fields.length - 1;

  const create = (entity: Data): number => {
    const representation: Data = {};
    for (const field of fields) representation[field] = entity[field];
    return send(representation);
  };

  return (entity: unknown): number => {
    if (!isObject(entity) || Array.isArray(entity)) return notFlat;
    if (!entity['__typename'] || !applies(entity)) return noRepresentation;
    let branch = root;
    for (let index = 0; ; index += 1) {
      const value = entity[fields[index]!];
      if (value === undefined) return noRepresentation;
      if (!isPlain(value)) return notFlat;
      const next = branch.get(value);
      if (index === last) {
        if (next !== undefined) return next as number;
        const number = create(entity);
        branch.set(value, number);
        return number;
      }
      if (next === undefined) branch.set(value, (branch = new Map()));
      else branch = next as Branch;
    }
  };
}
