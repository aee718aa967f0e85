import type { GraphQLError } from 'graphql';
import type { DataSource, RequestContext } from './apollo-internals.ts';
import type { Data } from './data.ts';

/** One execution of an operation. */
export interface Run {
  request: RequestContext;
  /** As the client sent them. */
  variables: Data | undefined;
  /** Everything that subgraphs returned, merged. */
  root: Data;
  errors: GraphQLError[];
  /** A value on the path of a fetch has the wrong shape, so that the fetch left it out. */
  isMisshapen: boolean;
  sourceOf(subgraph: string): DataSource;
  /** Fetches that begin in this turn of the event loop. */
  waiting: Waiting;
}

/** The place of the answer to which a fetch adds: `data` is an object or a list of them. */
export interface Cursor {
  path: readonly (string | number)[];
  data: unknown;
}

/** Collects the places of equal fetches of one execution until the turn of the event loop ends. */
export interface Waiting {
  /** Adds a place to a fetch. `fetch` is called once for all places of the key. */
  add(key: string, cursor: Cursor, fetch: (cursors: readonly Cursor[]) => Promise<void>): Promise<void>;
}

export function createWaiting(): Waiting {
  const waiting = new Map<string, { cursors: Cursor[]; fetched: Promise<void> }>();
  return {
    async add(key, cursor, fetch) {
      const same = waiting.get(key);
      if (same) {
        same.cursors.push(cursor);
        return same.fetched;
      }
      const cursors = [cursor];
      const fetched = new Promise<void>((resolve, reject) => {
        setImmediate(() => {
          waiting.delete(key);
          fetch(cursors).then(resolve, reject);
        });
      });
      waiting.set(key, { cursors, fetched });
      return fetched;
    },
  };
}

/** A part of a query plan. */
export type Step = (run: Run, cursor: Cursor) => Promise<void>;

/** The objects at the cursor. */
export const entitiesAt = ({ data }: Cursor): Data[] =>
  (Array.isArray(data) ? data.filter((entity) => entity != null) : [data]) as Data[];
