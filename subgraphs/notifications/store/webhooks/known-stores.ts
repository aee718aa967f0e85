import type { Queryable } from '@soko/postgres';

/** A store as users published it. */
export interface KnownStore {
  id: string;
  name: string;
  status: string;
}

/** Saves a store, unless a later version is known. One that is inactive gets no webhook any more: those that wait end. */
export async function noteStore(
  tx: Queryable,
  { id, name, status }: KnownStore,
  { sequence, now }: { sequence: number; now: Date },
): Promise<void> {
  // All that changes deliveries of an endpoint locks its row first.
  await tx.query({
    name: 'webhooks-lock-endpoints-of-store',
    text: 'SELECT FROM webhook_endpoint WHERE store_id = $1 ORDER BY id FOR NO KEY UPDATE',
    values: [id],
  });
  // SQL: ON CONFLICT with a condition.
  const { rowCount } = await tx.query({
    name: 'webhooks-note-store',
    text: `INSERT INTO store AS known (id, name, status, sequence) VALUES ($1, $2, $3, $4)
      ON CONFLICT (id) DO UPDATE SET (name, status, sequence) = (excluded.name, excluded.status, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [id, name, status, sequence],
  });
  if (rowCount === 0 || status === 'ACTIVE') return;
  await tx.query({
    name: 'webhooks-end-deliveries-of-store',
    text: `UPDATE webhook_delivery d SET status = 'FAILED', end_reason = 'STORE_INACTIVE', due_at = NULL, ended_at = $2
      FROM webhook_endpoint e WHERE e.id = d.endpoint_id AND e.store_id = $1 AND d.ended_at IS NULL`,
    values: [id, now],
  });
}

/** A store, locked until the transaction ends. Null when no event named it. */
export async function lockStore(tx: Queryable, id: string): Promise<KnownStore | null> {
  const { rows } = await tx.query<KnownStore>({
    name: 'webhooks-lock-store',
    text: 'SELECT id, name, status FROM store WHERE id = $1 FOR NO KEY UPDATE',
    values: [id],
  });
  return rows[0] ?? null;
}

/** True if a store is active. */
export async function isStoreActive(db: Queryable, id: string): Promise<boolean> {
  const { rows } = await db.query({
    name: 'webhooks-store-is-active',
    text: `SELECT FROM store WHERE id = $1 AND status = 'ACTIVE' FOR SHARE`,
    values: [id],
  });
  return rows.length === 1;
}

/** The role of a person in the team of a store. Null for others. */
export async function findStoreRole(db: Queryable, storeId: string, userId: string): Promise<string | null> {
  const { rows } = await db.query<{ role: string }>({
    name: 'webhooks-store-role',
    text: `SELECT role FROM store_member WHERE store_id = $1 AND user_id = $2 AND status = 'ACTIVE'`,
    values: [storeId, userId],
  });
  return rows[0]?.role ?? null;
}
