import type { ApolloServerPlugin } from '@apollo/server';
import { badUserInput } from '@soko/errors';
import { OperationTypeNode } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { rootFieldOf } from '../subscriptions/root-field-of.ts';

const overSocket = 'Subscriptions are answered over a WebSocket at this address (protocol graphql-transport-ws).';

/** A subscription is answered over WebSocket only; there, its one field says which events it is about. */
export const onlyLive = (): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, document, contextValue: { live } }) {
        if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
        if (!live) throw badUserInput(overSocket, 'query');
        live.field = rootFieldOf(document, operation);
      },
    };
  },
});
