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
}

/** The place of the answer to which a fetch adds: `data` is an object or a list of them. */
export interface Cursor {
  path: readonly (string | number)[];
  data: unknown;
}

/** A part of a query plan. */
export type Step = (run: Run, cursor: Cursor) => Promise<void>;

/** The objects at the cursor. */
export const entitiesAt = ({ data }: Cursor): Data[] =>
  (Array.isArray(data) ? data.filter((entity) => entity != null) : [data]) as Data[];
