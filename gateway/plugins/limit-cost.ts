import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../context.ts';
import { operationCost } from '../limits/operation-cost.ts';
import { tooComplex } from '../limits/too-complex.ts';

/** Refuses operations whose answer may hold more than `limit` objects, before anything of them is planned. */
export const limitCost = (limit: number): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, document, operation, request }) {
        if (!operation) return;
        const cost = operationCost(schema, document, operation, request.variables ?? {});
        if (cost > limit) {
          throw tooComplex(
            `The answer may hold ${cost} objects; the limit is ${limit}. Use smaller pages (\`first\`), or fewer lists inside lists.`,
            operation,
            { cost, limit },
          );
        }
      },
    };
  },
});
