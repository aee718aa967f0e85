import type { Queryable } from '@soko/postgres';
import type { KeyCount } from '../domain/licence-key.ts';

/** Keys that variants have after a change. */
export interface KeyChange {
  variantId: string;
  productId: string;
  /** Number of keys that were changed. */
  count: number;
  available: number;
  /** Number of changes of the keys of the variant. */
  version: number;
}

/**
 * SQL after `changed (variant_id, count)`: notes the change in the variants. `sign` says whether the keys can be sold now. The
 * caller has locked the variants.
 */
const noteChange = (sign: '+' | '-'): string => `UPDATE variant v SET keys_version = v.keys_version + 1,
    available = CASE WHEN v.needs_key THEN greatest(0, coalesce(v.available, 0) ${sign} c.count) ELSE v.available END
  FROM (SELECT variant_id, count(*)::int AS count FROM changed GROUP BY variant_id) c WHERE v.id = c.variant_id
  RETURNING v.id AS "variantId", v.product_id AS "productId", c.count, coalesce(v.available, 0) AS available, v.keys_version AS version`;

/** Adds keys to a locked variant, without those that it has or had. Null when nothing was added. */
export async function insertKeys(
  db: Queryable,
  variantId: string,
  keys: readonly { id: string; sealed: string; digests: readonly string[] }[],
  now: Date,
): Promise<KeyChange | null> {
  // SQL: a list in one statement, which also counts.
  const { rows } = await db.query<KeyChange>(
    `WITH changed AS (
       INSERT INTO licence_key (id, variant_id, sealed, digest, added_at)
       SELECT k.id, $1, k.sealed, k.digests ->> 0, $3 FROM jsonb_to_recordset($2) AS k (id text, sealed text, digests jsonb)
       WHERE NOT EXISTS (SELECT FROM licence_key o WHERE o.variant_id = $1
         AND o.digest IN (SELECT jsonb_array_elements_text(k.digests)))
       ON CONFLICT DO NOTHING RETURNING variant_id
     )
     UPDATE variant v SET needs_key = true, keys_version = v.keys_version + 1,
       available = c.count + (SELECT count(*) FROM licence_key k WHERE k.variant_id = $1 AND k.line_id IS NULL)
     FROM (SELECT count(*)::int AS count FROM changed) c WHERE v.id = $1 AND c.count > 0
     RETURNING v.id AS "variantId", v.product_id AS "productId", c.count, v.available, v.keys_version AS version`,
    [variantId, JSON.stringify(keys), now],
  );
  return rows[0] ?? null;
}

/** Deletes the keys of a locked variant that no order has taken. Null when there were none. */
export async function deleteFreeKeys(db: Queryable, variantId: string): Promise<KeyChange | null> {
  // SQL: counts what it deletes.
  const { rows } = await db.query<KeyChange>(
    `WITH changed AS (DELETE FROM licence_key WHERE variant_id = $1 AND line_id IS NULL RETURNING variant_id)
     UPDATE variant v SET needs_key = false, keys_version = v.keys_version + 1
     FROM (SELECT count(*)::int AS count FROM changed) c WHERE v.id = $1 AND v.needs_key
     RETURNING v.id AS "variantId", v.product_id AS "productId", c.count, 0 AS available, v.keys_version AS version`,
    [variantId],
  );
  return rows[0] ?? null;
}

export interface KeyLine {
  orderId: string;
  lineId: string;
  variantId: string;
  quantity: number;
}

/**
 * Those of the lines whose variants need keys, or are digital and have nothing left to hand over: neither files nor keys, as
 * when the seller removed them after the buyer's quote.
 */
export async function selectKeyedLines(db: Queryable, lines: readonly KeyLine[]): Promise<KeyLine[]> {
  // SQL: hot, part of every checkout with digital goods.
  const { rows } = await db.query<{ id: string }>({
    name: 'keyed-variants',
    text: `SELECT v.id FROM variant v JOIN product p ON p.id = v.product_id
      WHERE v.id IN (SELECT jsonb_array_elements_text($1)) AND p.type = 'DIGITAL' AND (v.needs_key
        OR NOT EXISTS (SELECT FROM digital_file f WHERE f.variant_id = v.id AND f.removed_at IS NULL))`,
    values: [JSON.stringify([...new Set(lines.map(({ variantId }) => variantId))])],
  });
  const keyed = new Set(rows.map(({ id }) => id));
  return lines.filter(({ variantId }) => keyed.has(variantId));
}

/**
 * Locks the orders until the end of the transaction, always in the same order, and returns those that have ended. An event that
 * ends an order waits for a reservation of it, and the reverse.
 */
export async function lockOrders(db: Queryable, orderIds: readonly string[], now: Date): Promise<string[]> {
  // SQL: an upsert that locks.
  const { rows } = await db.query<{ id: string; has_ended: boolean }>(
    `INSERT INTO licence_order (order_id, changed_at) SELECT id, $2 FROM unnest($1::text[]) AS id ORDER BY id
     ON CONFLICT (order_id) DO UPDATE SET changed_at = excluded.changed_at
     RETURNING order_id AS id, ended_at IS NOT NULL AS has_ended`,
    [[...new Set(orderIds)].toSorted(), now],
  );
  return rows.filter((row) => row.has_ended).map(({ id }) => id);
}

/** Gives free keys to lines that have too few, the oldest first. Fewer than needed when they run out. The variants are locked. */
export async function takeKeys(
  db: Queryable,
  lines: readonly KeyLine[],
  now: Date,
): Promise<(KeyChange & { orderId: string })[]> {
  // SQL: all lines in one statement; each gets its own part of the free keys of its variant.
  const { rows } = await db.query<KeyChange & { orderId: string }>(
    `WITH needed AS (
       SELECT l."orderId", l."lineId", l."variantId",
         l.quantity - (SELECT count(*) FROM licence_key k WHERE k.line_id = l."lineId")::int AS quantity
       FROM jsonb_to_recordset($1) AS l ("orderId" text, "lineId" text, "variantId" text, quantity int)
     ), wanted AS (
       SELECT *, sum(quantity) OVER (PARTITION BY "variantId" ORDER BY "lineId") AS upto FROM needed WHERE quantity > 0
     ), free AS (
       SELECT k.id, t."variantId", row_number() OVER (PARTITION BY t."variantId" ORDER BY k.id) AS place
       FROM (SELECT "variantId", sum(quantity) AS total FROM wanted GROUP BY "variantId") t,
         LATERAL (SELECT id FROM licence_key WHERE variant_id = t."variantId" AND line_id IS NULL ORDER BY id LIMIT t.total) k
     ), changed AS (
       UPDATE licence_key k SET order_id = w."orderId", line_id = w."lineId", reserved_at = $2
       FROM free f JOIN wanted w ON w."variantId" = f."variantId" AND f.place <= w.upto AND f.place > w.upto - w.quantity
       WHERE k.id = f.id RETURNING k.variant_id, k.order_id
     ), noted AS (
       ${noteChange('-')}
     )
     SELECT n."variantId", n."productId", o.count, n.available, n.version, o.order_id AS "orderId" FROM noted n
     JOIN (SELECT variant_id, order_id, count(*)::int AS count FROM changed GROUP BY variant_id, order_id) o ON o.variant_id = n."variantId"`,
    [JSON.stringify(lines), now],
  );
  return rows;
}

/** Number of keys of these lines, by variant. */
export async function countKeysOfLines(db: Queryable, lineIds: readonly string[]): Promise<Map<string, number>> {
  // SQL: aggregate.
  const { rows } = await db.query<{ variant_id: string; count: number }>(
    'SELECT variant_id, count(*)::int AS count FROM licence_key WHERE line_id = ANY($1) GROUP BY variant_id',
    [lineIds],
  );
  return new Map(rows.map(({ variant_id: id, count }) => [id, count]));
}

/** Ends an order: its keys that the buyer has not seen can be sold again. The order and the variants are locked. */
export async function freeKeys(db: Queryable, orderId: string, now: Date): Promise<KeyChange[]> {
  // SQL: two tables in one statement.
  const { rows } = await db.query<KeyChange>(
    `WITH ended AS (UPDATE licence_order SET ended_at = coalesce(ended_at, $2) WHERE order_id = $1),
     changed AS (
       UPDATE licence_key SET order_id = NULL, line_id = NULL, reserved_at = NULL WHERE order_id = $1 AND shown_at IS NULL
       RETURNING variant_id
     )
     ${noteChange('+')}`,
    [orderId, now],
  );
  return rows;
}

/** Ids of the variants whose keys an order has. */
export async function findKeyedVariantsOf(db: Queryable, orderId: string): Promise<string[]> {
  // SQL: distinct.
  const { rows } = await db.query<{ id: string }>(
    'SELECT DISTINCT variant_id AS id FROM licence_key WHERE order_id = $1',
    [orderId],
  );
  return rows.map(({ id }) => id);
}

export interface StoredKey {
  id: string;
  lineId: string;
  sealed: string;
}

/** The keys of lines, in the order in which they were added. With `shownAt`, they count as seen from now on. */
export async function findKeysOfLines(
  db: Queryable,
  lineIds: readonly string[],
  shownAt: Date | null,
): Promise<Map<string, StoredKey[]>> {
  // SQL: what a buyer sees is marked in the statement that reads it, so that it cannot be sold again meanwhile.
  const read = 'SELECT id, line_id AS "lineId", sealed FROM licence_key WHERE line_id = ANY($1)';
  const { rows } =
    shownAt === null
      ? await db.query<StoredKey>(`${read} ORDER BY id`, [lineIds])
      : await db.query<StoredKey>(
          `WITH shown AS (
             UPDATE licence_key SET shown_at = $2 WHERE line_id = ANY($1) AND shown_at IS NULL
             RETURNING id, line_id AS "lineId", sealed
           )
           SELECT * FROM (SELECT * FROM shown UNION ALL ${read} AND shown_at IS NOT NULL) x ORDER BY id`,
          [lineIds, shownAt],
        );
  return groupByLine(rows);
}

function groupByLine(rows: readonly StoredKey[]): Map<string, StoredKey[]> {
  const lines = new Map<string, StoredKey[]>();
  for (const row of rows) lines.set(row.lineId, [...(lines.get(row.lineId) ?? []), row]);
  return lines;
}

/** Numbers of keys of the variants that need them. */
export async function findKeyCounts(db: Queryable, variantIds: readonly string[]): Promise<Map<string, KeyCount>> {
  // SQL: aggregates with a filter.
  const { rows } = await db.query<KeyCount & { id: string }>(
    `SELECT v.id, (count(k.id) FILTER (WHERE k.line_id IS NULL))::int AS available,
       (count(k.id) FILTER (WHERE k.line_id IS NOT NULL))::int AS taken
     FROM variant v LEFT JOIN licence_key k ON k.variant_id = v.id
     WHERE v.id = ANY($1) AND (v.needs_key OR k.id IS NOT NULL) GROUP BY v.id`,
    [variantIds],
  );
  return new Map(rows.map(({ id, available, taken }) => [id, { available, taken }]));
}
