import type { RequestIdentity } from '@soko/auth';

/** One operation for one subgraph, as the query planner wrote it. */
export interface SubgraphRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  identity: RequestIdentity;
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
