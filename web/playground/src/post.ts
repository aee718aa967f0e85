import { currentState } from './playground-state.ts';

export interface GraphQLAnswer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
}

export interface Operation {
  query: string;
  operationName?: string | null | undefined;
  variables?: unknown;
}

/** Sends one operation and returns the response with any status. */
export async function post(
  operation: Operation,
  headers: Record<string, string> = {},
): Promise<{ status: number; answer: GraphQLAnswer }> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'x-correlation-id': currentState().memory['correlationId'] ?? '',
      ...headers,
    },
    body: JSON.stringify(operation),
  });
  return { status: response.status, answer: (await response.json()) as GraphQLAnswer };
}
