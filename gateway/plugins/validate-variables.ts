import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../context.ts';
import { checkVariables, type VariableLimits } from '../limits/check-variables.ts';
import type { Telling } from '../limits/leaf-fault.ts';

/** Refuses variables that do not fit their types, before anything reads them. */
export const validateVariables = (
  options: Telling & { limits: VariableLimits },
): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, operation, request }) {
        if (operation) checkVariables(schema, operation, request.variables ?? {}, options);
      },
    };
  },
});
