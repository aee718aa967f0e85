import type { ApolloServerPlugin } from '@apollo/server';
import type { EndedList } from '../authentication/ended-access.ts';
import type { AccessRules } from '../authorization/access-rules.ts';
import { createDemandReader, type DemandReader } from '../authorization/demands.ts';
import { createLeaveOut } from '../authorization/leave-out-refused.ts';
import { isAllowed } from '../authorization/is-allowed.ts';
import { refusalOf } from '../authorization/refusal.ts';
import type { GatewayContext } from '../context.ts';

/**
 * Enforces `@authenticated`, `@requiresScopes` and `@policy`, before any part of an operation is executed. Fields that a
 * query may do without are null, with an error beside them; otherwise the operation is refused as a whole. Rights to single rows are checked by the subgraph that owns them.
 */
export function authorize(
  rules: AccessRules,
  ended: Pick<EndedList, 'checkAgain'>,
): ApolloServerPlugin<GatewayContext> {
  let demandsOf: DemandReader;
  let leaveOut: ReturnType<typeof createLeaveOut>;
  return {
    async serverWillStart({ schema }) {
      demandsOf = createDemandReader(schema, rules);
      leaveOut = createLeaveOut(schema, rules);
    },
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request, contextValue }) {
          if (!operation) return;
          const { viewer } = contextValue.identity;
          // The body may have come long after the header.
          ended.checkAgain(viewer);
          const demands = demandsOf(document, operation, request.variables ?? {});
          const unmet = demands.find(({ rule }) => !isAllowed(viewer, rule));
          if (!unmet) return;
          const rest = leaveOut(document, operation, request.variables ?? {}, viewer);
          if (rest === null) throw refusalOf(unmet, viewer);
          contextValue.rest = rest;
        },
      };
    },
  };
}
