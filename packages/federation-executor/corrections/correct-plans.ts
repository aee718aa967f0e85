import type { ApolloGateway } from '@apollo/gateway';
import type { Operation } from '@apollo/federation-internals';
import { partsOf, type QueryPlan, type QueryPlanner } from '../apollo-internals.ts';
import { correctFetches } from './correct-fetches.ts';
import type { CorrectedSupergraph } from './correct-supergraph.ts';
import { requirePlanned } from './require-planned.ts';
import { separateAliases } from './separate-aliases.ts';

/** The plan with correct fetches. Throws when a field of the operation is in none. */
function correctPlan(plan: QueryPlan, operation: Operation, supergraph: CorrectedSupergraph): QueryPlan {
  requirePlanned(operation, plan);
  return plan.node && supergraph.fields.size > 0 ? { ...plan, node: correctFetches(plan.node, supergraph) } : plan;
}

/**
 * Corrects the plans that a gateway makes from a corrected supergraph, before it is loaded. The executor that the gateway has
 * when this is called executes them.
 */
export function correctPlans(gateway: ApolloGateway, supergraph: CorrectedSupergraph): void {
  const parts = partsOf(gateway);
  let planner = parts.queryPlanner;
  Object.defineProperty(parts, 'queryPlanner', {
    get: () => planner,
    set(next: QueryPlanner) {
      const build = next.buildQueryPlan.bind(next);
      next.buildQueryPlan = (operation, options) => correctPlan(build(operation, options), operation, supergraph);
      planner = next;
    },
  });
  gateway.executor = separateAliases(gateway.executor, supergraph.addedNames);
}
