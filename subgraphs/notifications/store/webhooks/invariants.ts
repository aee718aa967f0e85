import type { Invariant } from '@soko/invariants';

/** Rules of webhooks that no constraint can state. */
export const webhookInvariants: readonly Invariant[] = [
  {
    name: 'webhooks-of-a-subject-move',
    rule: 'Of the deliveries of a subject to an endpoint that have not ended, one is due.',
    sql: `SELECT d.id AS subject, format('%s waits for none', d.subject) AS found FROM webhook_delivery d, bounds
      WHERE d.ended_at IS NULL AND d.due_at IS NULL AND d.created_at < bounds.settled AND NOT EXISTS (
        SELECT FROM webhook_delivery o
        WHERE o.endpoint_id = d.endpoint_id AND o.subject = d.subject AND o.due_at IS NOT NULL)`,
  },
  {
    name: 'no-webhook-is-sent-forever',
    rule: 'A delivery that a process took ends, or is tried again soon after.',
    sql: `SELECT d.id AS subject, format('%s since %s', d.status, d.due_at) AS found FROM webhook_delivery d, bounds
      WHERE d.status = 'SENDING' AND d.due_at < bounds.settled`,
  },
  {
    name: 'a-disabled-endpoint-gets-nothing',
    rule: 'No delivery to a disabled endpoint waits.',
    sql: `SELECT d.id AS subject, 'status ' || d.status AS found
      FROM webhook_endpoint e JOIN webhook_delivery d ON d.endpoint_id = e.id, bounds
      WHERE e.status = 'DISABLED' AND e.disabled_at < bounds.settled AND d.ended_at IS NULL`,
  },
  {
    name: 'a-delivered-webhook-was-accepted',
    rule: 'A delivered webhook has an attempt that was answered with a status from 200 to 299.',
    sql: `SELECT d.id AS subject, format('%s attempts', d.claims) AS found FROM webhook_delivery d, bounds
      WHERE d.ended_at >= bounds.since AND d.status = 'DELIVERED' AND NOT EXISTS (
        SELECT FROM webhook_attempt a WHERE a.delivery_id = d.id AND a.response_code BETWEEN 200 AND 299)`,
  },
];
