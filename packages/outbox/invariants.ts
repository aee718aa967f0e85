import type { Invariant } from '@soko/invariants';

/** The rules of the outbox of every subgraph. */
export const outboxInvariants: readonly Invariant[] = [
  {
    name: 'events-are-published',
    rule: 'Every event leaves the outbox.',
    sql: `SELECT o.id AS subject, o.type || ' since ' || o.created_at AS found FROM outbox o, bounds
      WHERE o.sent_at IS NULL AND o.refused_at IS NULL AND o.created_at < bounds.settled`,
  },
  {
    name: 'no-event-is-refused',
    rule: 'The event bus accepts every event. `npm run outbox` lists and resends those that it refused.',
    sql: `SELECT o.id AS subject, o.refusal AS found FROM outbox o WHERE o.refused_at IS NOT NULL AND o.sent_at IS NULL`,
  },
];
