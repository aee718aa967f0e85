import { isDeepStrictEqual } from 'node:util';
import { copy, type Data } from './data.ts';
import { entityOf, type FetchError } from './fetch-errors.ts';
import type { Cursor } from './run.ts';

/** The representations of one request to a subgraph, each once. */
export interface Batch {
  sent: readonly Data[];
  /** Adds a representation unless an equal one is there, and returns its number. */
  add(representation: Data): number;
}

/** The entities at one place of the answer that a request asks for. */
export interface Share {
  cursor: Cursor;
  entities: Data[];
  /** For each entity the number of its representation in the request. */
  numbers: number[];
}

/** The key of a representation that has nothing but texts, numbers, booleans and nulls; null for any other. */
function flatKeyOf(representation: Data): string | null {
  let key = '';
  for (const name in representation) {
    const value = representation[name];
    // Lengths keep values apart that have the same characters together.
    if (typeof value === 'string') key += `${name} ${value.length}"${value}`;
    else if (value === null || typeof value === 'boolean') key += `${name} ${String(value)} `;
    else if (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) key += `${name} ${value} `;
    else return null;
  }
  return key;
}

function keyOf(representation: Data): string | null {
  try {
    return JSON.stringify(representation);
  } catch {
    // A custom scalar of a subgraph in this process that JSON has no word for.
    return null;
  }
}

export function createBatch(): Batch {
  const sent: Data[] = [];
  const known = new Map<string, number>();
  const flat = new Map<string, number>();

  const addFlat = (representation: Data, key: string): number => {
    const same = flat.get(key);
    if (same !== undefined) return same;
    flat.set(key, sent.length);
    return sent.push(representation) - 1;
  };

  return {
    sent,
    add(representation) {
      const flatKey = flatKeyOf(representation);
      if (flatKey !== null) return addFlat(representation, flatKey);
      const key = keyOf(representation);
      const same = key === null ? undefined : known.get(key);
      // Equal as JSON is not always equal: NaN and null, a date and its text.
      if (same !== undefined && isDeepStrictEqual(sent[same], representation)) return same;
      if (key !== null && same === undefined) known.set(key, sent.length);
      return sent.push(representation) - 1;
    },
  };
}

/** What was received for each entity of each share. No two of them share an object, since later fetches add to them. */
export function distribute(received: readonly unknown[], shares: readonly Share[]): unknown[][] {
  const given = new Set<number>();
  const ownOf = (number: number): unknown => {
    if (given.has(number)) return copy(received[number]);
    given.add(number);
    return received[number];
  };
  return shares.map(({ numbers }) => numbers.map(ownOf));
}

/** The entities of a share by the number under which they were sent. */
function entitiesByNumber({ numbers }: Share): Map<number, number[]> {
  const entities = new Map<number, number[]>();
  for (const [entity, number] of numbers.entries()) {
    const known = entities.get(number);
    if (known) known.push(entity);
    else entities.set(number, [entity]);
  }
  return entities;
}

/** An error of a fetch with the entity of the share that it is about; null when it is about none. */
export interface EntityError {
  error: FetchError;
  entity: number | null;
}

/**
 * The errors that concern a share, in the order in which a subgraph would report them for representations that are sent
 * one by one.
 */
export function errorsFor(share: Share, errors: readonly FetchError[], { sent }: Batch): EntityError[] {
  const entities = entitiesByNumber(share);
  const placed = errors.flatMap((error): EntityError[] => {
    const number = entityOf(error);
    if (number === null) return [{ error, entity: null }];
    // About an entity that was not asked for: it has no place in the answer.
    if (!(number in sent)) return [{ error, entity: Number.MAX_SAFE_INTEGER }];
    return (entities.get(number) ?? []).map((entity) => ({ error, entity }));
  });
  const isRepeated = entities.size < share.numbers.length;
  return isRepeated ? placed.toSorted((a, b) => (a.entity ?? -1) - (b.entity ?? -1)) : placed;
}
