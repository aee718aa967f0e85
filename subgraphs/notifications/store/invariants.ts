import type { Invariant } from '@soko/invariants';

/** Rules of the rows of notifications that no constraint can state. */
export const invariants: readonly Invariant[] = [
  {
    name: 'no-text-outlives-its-code',
    rule: 'The text of a message is deleted within 15 seconds after its code or link expires.',
    sql: `SELECT m.id AS subject, format('%s expired at %s', m.template, m.expires_at) AS found
      FROM notifications m, bounds WHERE m.body IS NOT NULL AND m.expires_at < bounds.settled - interval '15 seconds'`,
  },
  {
    name: 'no-message-is-sent-forever',
    rule: 'A message that a process took is sent, tried again or given up soon after.',
    sql: `SELECT m.id AS subject, format('%s since %s', m.status, m.due_at) AS found
      FROM notifications m, bounds WHERE m.status = 'SENDING' AND m.due_at < bounds.settled`,
  },
];
