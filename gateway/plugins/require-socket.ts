import type { ApolloServerPlugin } from '@apollo/server';
import { badUserInput } from '@soko/errors';
import { OperationTypeNode } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { rootFieldOf } from '../subscriptions/root-field-of.ts';

const useSocket =
  'Send subscriptions over a WebSocket to this address (protocol graphql-transport-ws), or with the header `Accept: text/event-stream`.';

/** Refuses subscriptions over plain HTTP. Of others it notes the root field, which determines the events. */
export const requireSocket = (): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, document, contextValue: { live } }) {
        if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
        if (!live) throw badUserInput(useSocket, 'query');
        live.field = rootFieldOf(document, operation);
      },
    };
  },
});
