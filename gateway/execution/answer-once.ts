import type { GatewayConfig } from '@apollo/gateway';

type QueryPlan = Parameters<NonNullable<GatewayConfig['experimental_didResolveQueryPlan']>>[0]['queryPlan'];

/**
 * `@apollo/gateway` plans subscriptions and refuses to execute them. Soko executes one anew for every event, and then it
 * is a sequence like any other: the subgraph that owns the field answers for the event, then the others what was
 * selected of theirs. Changes the plan in place, before it is executed; the planner's cache keeps it changed.
 */
export function answerOnce(plan: QueryPlan): void {
  if (plan.node?.kind !== 'Subscription') return;
  const { primary, rest } = plan.node;
  plan.node = rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary;
}
