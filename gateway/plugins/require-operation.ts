import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { badUserInput } from '@soko/errors';
import type { GatewayContext } from '../context.ts';

type Resolved = GraphQLRequestContextDidResolveOperation<GatewayContext>;

function problemWith({ operation, schema, request: { operationName } }: Resolved): string | null {
  if (!operation && operationName) return `The document has no operation named "${operationName}".`;
  if (!operation) return 'The document has several operations: choose one with `operationName`.';
  return schema.getRootType(operation.operation) ? null : `The graph has no ${operation.operation}s.`;
}

/** Refuses a request that selects no operation: `@apollo/gateway` would report it as a fault of its own. */
export const requireOperation = (): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart({ request }) {
    // Some clients send an empty name for a document with one operation.
    if (request.operationName === '') delete request.operationName;
    return {
      async didResolveOperation(resolved) {
        const problem = problemWith(resolved);
        if (problem) throw badUserInput(problem, 'operationName');
      },
    };
  },
});
