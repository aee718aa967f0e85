import type { RequestIdentity } from '@soko/auth';
import type { LiveEvent } from './live.ts';

/** One operation for one subgraph, as the query planner wrote it. */
export interface SubgraphRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  identity: RequestIdentity;
  /** For subscriptions only: the event to be answered, or null when somebody begins to subscribe. */
  event?: LiveEvent | null | undefined;
}

/** What a subgraph answers: GraphQL's own response shape. */
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

/** How the gateway reaches a subgraph: a function call in one process, or signed HTTP between processes. */
export type SubgraphTransport = (request: SubgraphRequest) => Promise<SubgraphResponse>;
