import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../context.ts';
import { operationCost } from '../limits/operation-cost.ts';
import { tooComplex } from '../limits/too-complex.ts';

/** Refuses operations whose result may have more than `limit` objects, before they are planned. */
export const limitCost = (limit: number): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, document, operation, request }) {
        if (!operation) return;
        const cost = operationCost(schema, document, operation, request.variables ?? {});
        if (cost > limit) {
          throw tooComplex(
            `The result may have ${cost} objects; at most ${limit} are allowed. Request smaller pages (\`first\`) or nest fewer lists.`,
            operation,
            { cost, limit },
          );
        }
      },
    };
  },
});
