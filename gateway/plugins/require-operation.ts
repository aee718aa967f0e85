import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { badUserInput } from '@soko/errors';
import type { GatewayContext } from '../context.ts';

type Resolved = GraphQLRequestContextDidResolveOperation<GatewayContext>;

function problemWith({ operation, schema, request: { operationName } }: Resolved): string | null {
  if (!operation && operationName) return `The document has no operation named "${operationName}".`;
  if (!operation) return 'The document has several operations: say which by its operation name.';
  return schema.getRootType(operation.operation) ? null : `The graph has no ${operation.operation}s.`;
}

/** `@apollo/gateway` takes it for a fault of its own when there is no operation to run. */
export const requireOperation = (): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation(resolved) {
        const problem = problemWith(resolved);
        if (problem) throw badUserInput(problem, 'operationName');
      },
    };
  },
});
