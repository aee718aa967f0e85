import type { ApolloServerPlugin } from '@apollo/server';
import type { AccessRules } from '../authorization/access-rules.ts';
import { createDemandReader, type DemandReader } from '../authorization/demands.ts';
import { isAllowed } from '../authorization/is-allowed.ts';
import { refusalOf } from '../authorization/refusal.ts';
import type { GatewayContext } from '../context.ts';

/**
 * Enforces `@authenticated`, `@requiresScopes` and `@policy`. An operation with one forbidden field is refused as a whole,
 * before any part is executed. Rights to single rows are checked by the subgraph that owns them.
 */
export function authorize(rules: AccessRules): ApolloServerPlugin<GatewayContext> {
  let demandsOf: DemandReader;
  return {
    async serverWillStart({ schema }) {
      demandsOf = createDemandReader(schema, rules);
    },
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request, contextValue }) {
          if (!operation) return;
          const { viewer } = contextValue.identity;
          const demands = demandsOf(document, operation, request.variables ?? {});
          const unmet = demands.find(({ rule }) => !isAllowed(viewer, rule));
          if (unmet) throw refusalOf(unmet, viewer);
        },
      };
    },
  };
}
