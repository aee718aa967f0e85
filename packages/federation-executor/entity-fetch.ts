import type { GraphQLSchema } from 'graphql';
import { applyRewrites, deepMerge, type FetchNode } from './apollo-internals.ts';
import { type Batch, createBatch, createHandOut, errorsFor, type Share } from './batch.ts';
import type { Data } from './data.ts';
import { compileVariables, dispatch, type FetchResponse } from './dispatch.ts';
import { addEntityErrors } from './fetch-errors.ts';
import { createFlatNumbers, noRepresentation, notFlat } from './flat-numbers.ts';
import { createMerge } from './merge-entity.ts';
import { compileRepresentation, flatRepresentation } from './representation.ts';
import { type Cursor, entitiesAt, type Run } from './run.ts';

/** Fetches entities for several places of an answer in one request. */
export type EntityFetch = (run: Run, cursors: readonly Cursor[]) => Promise<void>;

/** The received entities; fails with the number that was asked for before equal ones were left out. */
function entitiesIn(data: Data, { sent }: Batch, { numbers }: Share): unknown[] {
  const received = data['_entities'];
  if (!(received && Array.isArray(received))) throw new Error(`Expected "data._entities" in response to be an array`);
  if (received.length !== sent.length)
    throw new Error(`Expected "data._entities" to contain ${numbers.length} elements`);
  return received;
}

/** Runs `work`; what it throws is an error of the answer, as in the stock executor. */
function reported<Result>(run: Run, work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    run.errors.push(error as never);
    return undefined;
  }
}

/**
 * Compiles a fetch of entities. An entity that occurs more than once is asked for once, and each place gets a copy of its
 * own.
 */
export function compileEntityFetch(fetch: FetchNode, schema: GraphQLSchema): EntityFetch {
  const { inputRewrites, outputRewrites, requires, serviceName } = fetch;
  const represent = compileRepresentation(schema, requires!);
  const hasRewrites = (outputRewrites?.length ?? 0) > 0;
  const flat = inputRewrites?.length ? null : flatRepresentation(schema, requires!);
  const variablesOf = compileVariables(fetch);

  const numbersOf = (batch: Batch): ((entity: unknown) => number) => {
    const addAny = (entity: unknown): number => {
      const representation = represent(entity);
      if (!representation?.['__typename']) return noRepresentation;
      if (inputRewrites) applyRewrites(schema, inputRewrites, representation);
      return batch.add(representation);
    };
    if (flat === null) return addAny;
    const addFlat = createFlatNumbers(flat, batch.send);
    return (entity) => {
      const number = addFlat(entity);
      return number === notFlat ? addAny(entity) : number;
    };
  };

  const shareAt = (cursor: Cursor, numberOf: (entity: unknown) => number): Share => {
    const share: Share = { cursor, entities: [], numbers: [] };
    for (const entity of entitiesAt(cursor)) {
      const number = numberOf(entity);
      if (number === noRepresentation) continue;
      share.entities.push(entity);
      share.numbers.push(number);
    }
    return share;
  };

  const mergeOne = (entity: Data, received: unknown): void => {
    // Throws for a value that is not an object, as the stock executor does.
    if (received && !(received as Data)['__typename']) (received as Data)['__typename'] = entity['__typename'];
    if (outputRewrites) applyRewrites(schema, outputRewrites, received as Data);
    deepMerge(entity, received);
  };

  const receive = (run: Run, response: FetchResponse, batch: Batch, shares: readonly Share[]): void => {
    const failed = response.errors;
    const { data } = response;
    const isGood = (share: Share): boolean =>
      reported(run, () => {
        if (failed) addEntityErrors(run, errorsFor(share, failed, batch), serviceName, share.cursor);
        if (data) entitiesIn(data, batch, share);
        return Boolean(data);
      }) ?? false;
    const good = shares.filter(isGood);
    if (good.length === 0) return;
    const received = data!['_entities'] as unknown[];
    const handOut = createHandOut(received, good);
    const merge = hasRewrites
      ? (entity: Data, number: number) => mergeOne(entity, handOut(number))
      : createMerge(received, handOut, mergeOne);
    for (const { entities, numbers } of good) {
      reported(run, () => entities.forEach((entity, place) => merge(entity, numbers[place]!)));
    }
  };

  return async (run, cursors) => {
    const batch = createBatch();
    const numberOf = numbersOf(batch);
    const all = cursors.map((cursor) => reported(run, () => shareAt(cursor, numberOf)));
    const shares = all.filter((share) => share !== undefined && share.entities.length > 0) as Share[];
    if (shares.length === 0) return;
    try {
      const variables = { ...variablesOf(run.variables), representations: batch.sent };
      const response = await dispatch(run, fetch, variables, shares[0]!.cursor);
      receive(run, response, batch, shares);
    } catch (error) {
      for (const _share of shares) run.errors.push(error as never);
    }
  };
}
