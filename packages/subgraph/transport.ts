import type { RequestIdentity } from '@soko/auth';
import type { LiveEvent } from './live.ts';

/** One operation for one subgraph, written by the query planner or for a peer. */
export interface SubgraphRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  identity: RequestIdentity;
  /** Headers of the client for subgraphs that get them as they are. Subgraphs of Soko get none. */
  forwarded?: Readonly<Record<string, string>> | undefined;
  /** The client's operation is costly: it is not sent again when the connection breaks. */
  isCostly?: boolean;
  /** For subscriptions only: the event, or null when the subscription starts. */
  event?: LiveEvent | null | undefined;
}

/** The response of a subgraph in GraphQL's own shape. */
export interface SubgraphResponse {
  data?: Record<string, unknown> | null | undefined;
  errors?: readonly SubgraphError[] | undefined;
  extensions?: Record<string, unknown> | undefined;
}

export interface SubgraphError {
  message: string;
  path?: readonly (string | number)[] | undefined;
  extensions?: Record<string, unknown> | undefined;
}

/** Sends an operation to a subgraph: a function call in one process, or signed HTTP between processes. */
export type SubgraphTransport = (request: SubgraphRequest) => Promise<SubgraphResponse>;
