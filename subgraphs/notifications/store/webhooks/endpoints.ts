import type { Queryable } from '@soko/postgres';
import type { DisabledReason, WebhookEndpoint } from '../../domain/webhooks/endpoint.ts';

/** The secrets of an endpoint, sealed. */
export interface SealedSecrets {
  secret: string;
  previousSecret: string | null;
}

export const endpointColumns = `e.id, e.store_id AS "storeId", e.url, e.description, e.event_types AS "eventTypes", e.status,
  e.disabled_reason AS "disabledReason", e.disabled_at AS "disabledAt", e.failing_since AS "failingSince",
  e.previous_secret_until AS "previousSecretUntil", e.created_at AS "createdAt", e.updated_at AS "updatedAt"`;

export async function findEndpoint(db: Queryable, id: string): Promise<WebhookEndpoint | null> {
  // SQL: beside the statements below.
  const { rows } = await db.query<WebhookEndpoint>({
    name: 'webhooks-endpoint',
    text: `SELECT ${endpointColumns} FROM webhook_endpoint e WHERE e.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The endpoints of a store, oldest first. */
export async function findEndpointsOf(db: Queryable, storeId: string): Promise<WebhookEndpoint[]> {
  const { rows } = await db.query<WebhookEndpoint>({
    name: 'webhooks-endpoints-of-store',
    text: `SELECT ${endpointColumns} FROM webhook_endpoint e WHERE e.store_id = $1 ORDER BY e.id`,
    values: [storeId],
  });
  return rows;
}

/** An endpoint with its secrets, locked until the transaction ends. All that changes its deliveries locks it first. */
export async function lockEndpoint(tx: Queryable, id: string): Promise<(WebhookEndpoint & SealedSecrets) | null> {
  // SQL: row locks.
  const { rows } = await tx.query<WebhookEndpoint & SealedSecrets>({
    name: 'webhooks-lock-endpoint',
    text: `SELECT ${endpointColumns}, e.secret, e.previous_secret AS "previousSecret"
      FROM webhook_endpoint e WHERE e.id = $1 FOR NO KEY UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** An endpoint with its sealed secrets. */
export async function findSealed(db: Queryable, id: string): Promise<(WebhookEndpoint & SealedSecrets) | null> {
  const { rows } = await db.query<WebhookEndpoint & SealedSecrets>({
    name: 'webhooks-find-sealed',
    // SQL: the columns of the other statements.
    text: `SELECT ${endpointColumns}, e.secret, e.previous_secret AS "previousSecret" FROM webhook_endpoint e WHERE e.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Saves a new endpoint. False when the store has `max` already. Lock the store before. */
export async function insertEndpoint(
  tx: Queryable,
  { id, storeId, url, description, eventTypes, createdAt }: WebhookEndpoint,
  { secret, createdBy, max }: { secret: string; createdBy: string; max: number },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'webhooks-insert-endpoint',
    text: `INSERT INTO webhook_endpoint (id, store_id, url, description, event_types, secret, created_by, created_at, updated_at)
      SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8
      WHERE (SELECT count(*) FROM webhook_endpoint WHERE store_id = $2) < $9`,
    values: [id, storeId, url, description, eventTypes, secret, createdBy, createdAt, max],
  });
  return rowCount === 1;
}

type Changes = Pick<WebhookEndpoint, 'id' | 'url' | 'description' | 'eventTypes'>;

/** Saves changes of the team. */
export async function saveEndpoint(tx: Queryable, endpoint: Changes, now: Date): Promise<void> {
  await tx.query({
    name: 'webhooks-save-endpoint',
    text: `UPDATE webhook_endpoint SET url = $2, description = $3, event_types = $4, updated_at = $5 WHERE id = $1`,
    values: [endpoint.id, endpoint.url, endpoint.description, endpoint.eventTypes, now],
  });
}

/** Enables an endpoint. It has not failed yet then. */
export async function enableEndpoint(tx: Queryable, id: string): Promise<void> {
  await tx.query({
    name: 'webhooks-enable-endpoint',
    text: `UPDATE webhook_endpoint
      SET status = 'ACTIVE', disabled_reason = NULL, disabled_at = NULL, failing_since = NULL, notified_at = NULL
      WHERE id = $1 AND status = 'DISABLED'`,
    values: [id],
  });
}

/** Disables a locked endpoint, and ends its deliveries. A team that did so itself needs no mail. */
export async function disableEndpoint(tx: Queryable, id: string, reason: DisabledReason, now: Date): Promise<void> {
  await tx.query({
    name: 'webhooks-disable-endpoint',
    text: `UPDATE webhook_endpoint
      SET status = 'DISABLED', disabled_reason = $2::text, disabled_at = $3::timestamptz,
        notified_at = CASE WHEN $2::text = 'TEAM' THEN $3::timestamptz END
      WHERE id = $1 AND status = 'ACTIVE'`,
    values: [id, reason, now],
  });
  await tx.query({
    name: 'webhooks-end-deliveries',
    text: `UPDATE webhook_delivery SET status = 'FAILED', end_reason = 'ENDPOINT_DISABLED', due_at = NULL, ended_at = $2
      WHERE endpoint_id = $1 AND ended_at IS NULL`,
    values: [id, now],
  });
}

/** Saves whether an endpoint fails. Statements are sent for changes only. */
export async function saveFailing(
  tx: Queryable,
  { id, failingSince }: Pick<WebhookEndpoint, 'id' | 'failingSince'>,
  isFailing: boolean,
  now: Date,
): Promise<void> {
  if ((failingSince !== null) === isFailing) return;
  await tx.query({
    name: 'webhooks-save-failing',
    text: 'UPDATE webhook_endpoint SET failing_since = $2 WHERE id = $1',
    values: [id, isFailing ? now : null],
  });
}

/** Replaces the secret. The previous one signs as well until `until`; null ends it at once. */
export async function saveSecret(
  tx: Queryable,
  id: string,
  { secret, previousSecret, until }: { secret: string; previousSecret: string; until: Date | null },
): Promise<void> {
  await tx.query({
    name: 'webhooks-save-secret',
    text: `UPDATE webhook_endpoint
      SET secret = $2, previous_secret = CASE WHEN $4::timestamptz IS NOT NULL THEN $3 END, previous_secret_until = $4
      WHERE id = $1`,
    values: [id, secret, previousSecret, until],
  });
}

/** Deletes the previous secrets that sign no more. */
export async function deleteOldSecrets(db: Queryable, now: Date): Promise<void> {
  await db.query({
    name: 'webhooks-delete-old-secrets',
    text: `UPDATE webhook_endpoint SET previous_secret = NULL, previous_secret_until = NULL WHERE previous_secret_until <= $1`,
    values: [now],
  });
}

/** Removes an endpoint with its deliveries. */
export async function removeEndpoint(tx: Queryable, id: string): Promise<void> {
  await tx.query({
    name: 'webhooks-remove-endpoint',
    text: 'DELETE FROM webhook_endpoint WHERE id = $1',
    values: [id],
  });
}

/** Endpoints that were disabled, and whose team is not notified yet, without those of `except`. */
export async function findEndpointsToReport(
  db: Queryable,
  limit: number,
  except: readonly string[],
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'webhooks-endpoints-to-report',
    text: `SELECT id FROM webhook_endpoint WHERE status = 'DISABLED' AND notified_at IS NULL AND id <> ALL ($2)
      ORDER BY disabled_at, id LIMIT $1`,
    values: [limit, except],
  });
  return rows.map(({ id }) => id);
}
