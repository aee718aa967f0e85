import type { GatewayConfig } from '@apollo/gateway';

type QueryPlan = Parameters<NonNullable<GatewayConfig['experimental_didResolveQueryPlan']>>[0]['queryPlan'];

/**
 * Turns the plan of a subscription into an ordinary sequence. `@apollo/gateway` plans subscriptions but refuses to execute
 * them; Soko executes one once per event: the subgraph that owns the field resolves it for the event, then other subgraphs
 * resolve the rest. Changes the plan in place before it is executed; the planner's cache keeps the changed plan.
 */
export function sequenceSubscription(plan: QueryPlan): void {
  if (plan.node?.kind !== 'Subscription') return;
  const { primary, rest } = plan.node;
  plan.node = rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary;
}
