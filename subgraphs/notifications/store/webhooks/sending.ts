import type { Queryable } from '@soko/postgres';
import type { PostResult } from '../../domain/webhooks/delivery.ts';
import type { NextDelivery } from '../../domain/webhooks/next-delivery.ts';

/** A delivery that this process has claimed, with all that its request needs. */
export interface ClaimedDelivery {
  id: string;
  endpointId: string;
  eventId: string;
  type: string;
  body: string;
  failures: number;
  /** Number of the attempt. A process whose lease is over changes nothing any more. */
  claim: number;
  url: string;
  secret: string;
  previousSecret: string | null;
  previousSecretUntil: Date | null;
}

interface ClaimOptions {
  limit: number;
  now: Date;
  leaseMs: number;
  /** Requests to one endpoint at the same time. One that fails gets one. */
  perEndpoint: number;
}

/** Endpoints with deliveries that are due or waiting, by one look at the index each. */
const endpointsWithWork = `
  (SELECT endpoint_id FROM webhook_delivery WHERE due_at IS NOT NULL ORDER BY endpoint_id LIMIT 1)
  UNION ALL
  SELECT (SELECT d.endpoint_id FROM webhook_delivery d WHERE d.due_at IS NOT NULL AND d.endpoint_id > w.endpoint_id
    ORDER BY d.endpoint_id LIMIT 1)
  FROM working w WHERE w.endpoint_id IS NOT NULL`;

/** Number of requests that may begin now. */
const roomOf = `greatest(0, CASE WHEN e.failing_since IS NULL THEN $4 ELSE 1 END - (
  SELECT count(*) FROM webhook_delivery s WHERE s.endpoint_id = e.id AND s.status = 'SENDING' AND s.due_at > $1))`;

/**
 * Claims deliveries that are due, the oldest first, and of each endpoint only a few: a slow receiver does not hold up others. A
 * delivery that another process claimed and left has an attempt that was interrupted.
 */
export async function claimDeliveries(
  db: Queryable,
  { limit, now, leaseMs, perEndpoint }: ClaimOptions,
): Promise<ClaimedDelivery[]> {
  // SQL: locks, and a walk through an index.
  const { rows } = await db.query<ClaimedDelivery>({
    name: 'webhooks-claim',
    text: `WITH RECURSIVE working (endpoint_id) AS (${endpointsWithWork}),
      due AS (
        SELECT d.id, d.status = 'SENDING' AS is_stranded, e.url, e.secret, e.previous_secret, e.previous_secret_until
        FROM working w JOIN webhook_endpoint e ON e.id = w.endpoint_id
        CROSS JOIN LATERAL (
          SELECT x.id FROM webhook_delivery x WHERE x.endpoint_id = e.id AND x.due_at <= $1
          ORDER BY x.due_at, x.id LIMIT ${roomOf}) chosen
        JOIN webhook_delivery d ON d.id = chosen.id
        WHERE d.due_at <= $1
        ORDER BY d.due_at, d.id LIMIT $2 FOR UPDATE OF d SKIP LOCKED
      ), claimed AS (
        UPDATE webhook_delivery d
        SET status = 'SENDING', due_at = $3, claims = d.claims + 1, failures = d.failures + due.is_stranded::int
        FROM due WHERE d.id = due.id
        RETURNING d.id, d.endpoint_id AS "endpointId", d.event_id AS "eventId", d.type, d.body, d.failures, d.claims AS claim,
          due.url, due.secret, due.previous_secret AS "previousSecret",
          due.previous_secret_until AS "previousSecretUntil", due.is_stranded
      ), interrupted AS (
        INSERT INTO webhook_attempt (delivery_id, number, started_at, duration_ms, error)
        SELECT id, claim - 1, $1, 0, 'INTERRUPTED' FROM claimed WHERE is_stranded
        ON CONFLICT DO NOTHING
      )
      SELECT * FROM claimed`,
    values: [now, limit, new Date(now.getTime() + leaseMs), perEndpoint],
  });
  return rows;
}

/** An attempt that is over. */
export interface EndedAttempt {
  startedAt: Date;
  durationMs: number;
  result: PostResult;
}

/**
 * Saves an attempt and what follows from it, with the endpoint locked. When the delivery has ended, the next one of its subject is
 * due. False when another process has taken the delivery over, or it was ended meanwhile: the attempt is logged then, and nothing
 * else changes.
 */
export async function endAttempt(
  tx: Queryable,
  { id, claim }: Pick<ClaimedDelivery, 'id' | 'claim'>,
  next: NextDelivery,
  { startedAt, durationMs, result }: EndedAttempt,
  now: Date,
): Promise<boolean> {
  const isOver = next.pauseMs === null;
  const { rows } = await tx.query<{ saved: number }>({
    name: 'webhooks-end-attempt',
    text: `WITH ended AS (
        UPDATE webhook_delivery SET status = $3, due_at = $4, failures = $5, end_reason = $6, ended_at = $7
        WHERE id = $1 AND claims = $2 AND status = 'SENDING'
        RETURNING id, endpoint_id, subject, ended_at
      ), logged AS (
        INSERT INTO webhook_attempt (delivery_id, number, started_at, duration_ms, response_code, response_head, error)
        SELECT id, $2, $8, $9, $10, $11, $12 FROM webhook_delivery WHERE id = $1
        ON CONFLICT DO NOTHING
      ), following AS (
        UPDATE webhook_delivery n SET due_at = $13 FROM ended
        WHERE ended.ended_at IS NOT NULL AND n.id = (
          SELECT o.id FROM webhook_delivery o WHERE o.endpoint_id = ended.endpoint_id AND o.subject = ended.subject
            AND o.ended_at IS NULL AND o.id <> ended.id ORDER BY o.position LIMIT 1)
      )
      SELECT count(*)::int AS saved FROM ended`,
    values: [
      id,
      claim,
      next.status,
      isOver ? null : new Date(now.getTime() + next.pauseMs!),
      next.failures,
      next.endReason,
      isOver ? now : null,
      startedAt,
      Math.round(durationMs),
      result.responseCode,
      result.responseHead,
      result.error,
      now,
    ],
  });
  return rows[0]!.saved === 1;
}
