import type { ApolloServerPlugin } from '@apollo/server';
import { badUserInput } from '@soko/errors';
import type { GatewayContext } from '../context.ts';

/** `@apollo/gateway` takes it for a fault of its own when a document has several operations and none is chosen. */
export const requireOperation = (): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, request: { operationName } }) {
        if (operation) return;
        throw operationName
          ? badUserInput(`The document has no operation named "${operationName}".`, 'operationName')
          : badUserInput('The document has several operations: say which by its operation name.', 'operationName');
      },
    };
  },
});
