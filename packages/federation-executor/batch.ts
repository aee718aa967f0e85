import { isDeepStrictEqual } from 'node:util';
import { copy, type Data } from './data.ts';
import { entityOf, type FetchError } from './fetch-errors.ts';
import type { Cursor } from './run.ts';

/** The representations of one request to a subgraph, each once. */
export interface Batch {
  sent: readonly Data[];
  /** Adds a representation that no other is equal to, and returns its number. */
  send(representation: Data): number;
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
  return {
    sent,
    send: (representation) => sent.push(representation) - 1,
    add(representation) {
      const key = keyOf(representation);
      const same = key === null ? undefined : known.get(key);
      // Equal as JSON is not always equal: NaN and null, a date and its text.
      if (same !== undefined && isDeepStrictEqual(sent[same], representation)) return same;
      if (key !== null && same === undefined) known.set(key, sent.length);
      return sent.push(representation) - 1;
    },
  };
}

/**
 * Hands out what was received, once for each number of the shares. No two entities get the same object, since later fetches
 * add to them. The last one gets the original, as its receiver may change it.
 */
export function createHandOut(received: readonly unknown[], shares: readonly Pick<Share, 'numbers'>[]) {
  const left = new Uint32Array(received.length);
  for (const { numbers } of shares) for (const number of numbers) left[number]! += 1;
  return (number: number): unknown => {
    left[number]! -= 1;
    return left[number]! > 0 ? copy(received[number]) : received[number];
  };
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
