import { maxMatchesCounted } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import type { Finding } from '../../domain/finding/finding.ts';
import { fitsAlert, priceFits } from './fits-alert.ts';

/** A product that came on sale, or whose price fell. */
interface Change {
  product_id: string;
  /** As the driver returns a bigint. Null for a product that was not on sale before. */
  before_rank: string | null;
  before_currency: string | null;
}

/** Takes changes out of the queue, the oldest first. They are back in it if the transaction ends without success. */
export async function takeChanges(tx: Queryable, limit: number): Promise<Change[]> {
  // SQL: SKIP LOCKED, so that two processes take different rows.
  const { rows } = await tx.query<Change>({
    name: 'take-product-changes',
    text: `DELETE FROM product_change WHERE id IN (SELECT id FROM product_change ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
      RETURNING product_id, before_rank, before_currency`,
    values: [limit],
  });
  return rows;
}

/** SQL: the products of `change` that are listed, with the keys that a search which finds them has one of. */
const offered = `SELECT p.id, public.product_alert_keys(p.id, p.seller_id, p.store_id, p.search, p.tags, g.path) AS keys
        FROM product p LEFT JOIN category g ON g.id = p.category_id WHERE p.id IN (SELECT product_id FROM change) AND p.listed`;

/**
 * SQL: the searches with an alert that find the products of the changes in `$1` now, and did not find them before the change because
 * of the price. A search is looked up by its keys.
 */
const matches = `WITH change AS (
        SELECT * FROM jsonb_to_recordset($1::jsonb) AS c (product_id text, before_rank bigint, before_currency text)
      ), offered AS MATERIALIZED (
        ${offered}
      ), found AS (
        SELECT DISTINCT a.search_id, p.id AS product_id
        FROM offered o JOIN search_alert a ON a.keys && o.keys
        JOIN product p ON p.id = o.id JOIN change c ON c.product_id = p.id
        WHERE ${fitsAlert} AND (c.before_rank IS NULL OR NOT (${priceFits('c.before_rank', 'c.before_currency')}))
      )`;

/**
 * Locks the saved searches that find products of the changes, in the order of their ids, so that two processes cannot deadlock. Returns
 * their number. The searches stay in the database: there may be many.
 */
export async function lockMatching(tx: Queryable, changes: readonly Change[]): Promise<number> {
  // SQL: hot, compares many products with many searches.
  const { rows } = await tx.query<{ count: number }>({
    name: 'lock-matching-searches',
    text: `${matches}, locked AS (
        SELECT s.id FROM saved_search s WHERE s.id IN (SELECT search_id FROM found) ORDER BY s.id FOR NO KEY UPDATE OF s
      ) SELECT count(*)::int AS count FROM locked`,
    values: [JSON.stringify(changes)],
  });
  return rows[0]!.count;
}

/**
 * Saves what searches find in the changes, each product once, and when it is announced: at once, or `pauseMs` after the last message of
 * the search. Of a search that has found the maximum since its last message, it only notes that there are more, and keeps their changes,
 * each once for all searches. A search whose alert was turned off meanwhile finds nothing. Nothing waits without `due_at`: a process of
 * an earlier version ends it alone.
 */
export async function saveMatches(
  tx: Queryable,
  changes: readonly Change[],
  { now, pauseMs }: { now: Date; pauseMs: number },
): Promise<void> {
  // SQL: matches and times in one statement.
  await tx.query({
    name: 'save-search-matches',
    text: `${matches}, fresh AS (
        SELECT f.search_id, f.product_id, (CASE WHEN a.due_at IS NULL THEN 0 ELSE a.waiting END) + row_number() OVER (PARTITION BY f.search_id ORDER BY f.product_id) AS place
        FROM found f JOIN search_alert a ON a.search_id = f.search_id WHERE NOT EXISTS (
          SELECT FROM saved_search_match m WHERE m.search_id = f.search_id AND m.product_id = f.product_id)
      ), added AS (
        INSERT INTO saved_search_match (search_id, product_id, matched_at)
        SELECT search_id, product_id, $2 FROM fresh WHERE place <= ${maxMatchesCounted} ON CONFLICT DO NOTHING
      ), passed AS (
        INSERT INTO passed_change (product_id, at, before_rank, before_currency)
        SELECT c.product_id, $2, c.before_rank, c.before_currency FROM change c
        WHERE c.product_id IN (SELECT product_id FROM fresh WHERE place > ${maxMatchesCounted})
      )
      UPDATE search_alert a SET waiting = least(f.places, ${maxMatchesCounted + 1}),
        due_at = coalesce(a.due_at, greatest($2::timestamptz, s.alerted_at + make_interval(secs => $3::float8 / 1000)))
      FROM saved_search s, (SELECT search_id, max(place) AS places FROM fresh GROUP BY search_id) f
      WHERE s.id = a.search_id AND f.search_id = a.search_id AND (a.due_at IS NULL OR a.waiting <= ${maxMatchesCounted})`,
    values: [JSON.stringify(changes), now, pauseMs],
  });
}

/** A search whose time has come. `isFull`: it has found more than it saved. */
interface DueSearch {
  id: string;
  isFull: boolean;
}

/** Locks searches whose time has come, and returns them. Those that another process works on are left out. */
export async function lockDueSearches(tx: Queryable, now: Date, limit: number): Promise<DueSearch[]> {
  // SQL: SKIP LOCKED, so that two processes take different rows.
  const { rows } = await tx.query<DueSearch>({
    name: 'lock-due-searches',
    text: `SELECT s.id, a.waiting > ${maxMatchesCounted} AS "isFull" FROM search_alert a JOIN saved_search s ON s.id = a.search_id WHERE a.due_at <= $1
      ORDER BY a.due_at, a.search_id LIMIT $2 FOR NO KEY UPDATE OF s SKIP LOCKED`,
    values: [now, limit],
  });
  return rows;
}

/**
 * Saves for locked searches what they had no room for, where saved matches do not fit any more: at most as many as fit into a message.
 * Changes from before the first match of a search are not looked at. Equal changes of a product are compared once, with the searches
 * that have one of its keys: an import may have left a change for each product of the market.
 */
export async function refillMatches(tx: Queryable, searchIds: readonly string[], now: Date): Promise<void> {
  // SQL: one statement for many searches. It begins after they were locked, so it sees all that was saved before.
  await tx.query({
    name: 'refill-search-matches',
    text: `WITH full_alert AS (
        SELECT * FROM search_alert WHERE search_id = ANY($1) AND due_at <= $2 AND waiting > ${maxMatchesCounted}
      ), saved AS MATERIALIZED (
        SELECT m.search_id, m.matched_at, coalesce(${fitsAlert}, false) AS fits
        FROM full_alert a JOIN saved_search_match m ON m.search_id = a.search_id AND m.told_at IS NULL LEFT JOIN product p ON p.id = m.product_id
      ), room AS (
        SELECT search_id, min(matched_at) AS since, count(*) FILTER (WHERE fits) AS fitting
        FROM saved GROUP BY search_id HAVING count(*) FILTER (WHERE fits) < ${maxMatchesCounted}
      ), change AS MATERIALIZED (
        SELECT product_id, before_rank, before_currency, max(at) AS at FROM passed_change
        WHERE at >= (SELECT min(since) FROM room) GROUP BY product_id, before_rank, before_currency
      ), offered AS MATERIALIZED (
        ${offered}
      ), passed AS (
        SELECT DISTINCT a.search_id, p.id AS product_id
        FROM room r JOIN full_alert a ON a.search_id = r.search_id JOIN offered o ON a.keys && o.keys
        JOIN product p ON p.id = o.id JOIN change c ON c.product_id = p.id AND c.at >= r.since
        WHERE ${fitsAlert} AND (c.before_rank IS NULL OR NOT (${priceFits('c.before_rank', 'c.before_currency')}))
          AND NOT EXISTS (SELECT FROM saved_search_match m WHERE m.search_id = a.search_id AND m.product_id = p.id)
      ), placed AS (
        SELECT search_id, product_id, r.fitting + row_number() OVER (PARTITION BY search_id ORDER BY product_id) AS place
        FROM passed JOIN room r USING (search_id)
      ), added AS (
        INSERT INTO saved_search_match (search_id, product_id, matched_at)
        SELECT search_id, product_id, $2 FROM placed WHERE place <= ${maxMatchesCounted}
      )
      UPDATE search_alert a SET waiting = least(greatest(r.fitting, (SELECT max(place) FROM placed WHERE placed.search_id = a.search_id)),
        ${maxMatchesCounted + 1})
      FROM room r WHERE a.search_id = r.search_id`,
    values: [searchIds, now],
  });
}

/**
 * Marks what locked searches found as announced, and returns it. Products that do not fit any more are forgotten: they are found
 * again when they come back. A search that has nothing to announce is left out.
 */
export async function takeFindings(tx: Queryable, searchIds: readonly string[], now: Date): Promise<Finding[]> {
  // SQL: one statement for many searches. It begins after they were locked, so it sees all that was saved before.
  const { rows } = await tx.query<Finding>({
    name: 'take-search-findings',
    text: `WITH due AS (
        SELECT * FROM search_alert WHERE search_id = ANY($1) AND due_at <= $2
      ), untold AS MATERIALIZED (
        SELECT m.search_id, m.product_id, m.matched_at, p.slug, p.title, p.price_min_minor, p.currency, coalesce(${fitsAlert}, false) AS fits
        FROM due a JOIN saved_search_match m ON m.search_id = a.search_id AND m.told_at IS NULL LEFT JOIN product p ON p.id = m.product_id
      ), told AS (
        UPDATE saved_search_match m SET told_at = $2 FROM untold u
        WHERE u.fits AND m.search_id = u.search_id AND m.product_id = u.product_id
      ), dropped AS (
        DELETE FROM saved_search_match m USING untold u
        WHERE NOT u.fits AND m.search_id = u.search_id AND m.product_id = u.product_id
      ), done AS (
        UPDATE search_alert a SET due_at = NULL, waiting = 0 FROM due WHERE a.search_id = due.search_id
      ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY search_id ORDER BY matched_at DESC, product_id DESC) AS place FROM untold WHERE fits
      ), found AS (
        SELECT search_id, count(*)::int AS count, jsonb_agg(jsonb_build_object('productId', product_id, 'slug', slug, 'title', title,
          'amountMinor', price_min_minor::text, 'currency', currency) ORDER BY place) FILTER (WHERE place <= 5) AS products
        FROM ranked GROUP BY search_id
      )
      UPDATE saved_search s SET alerts = s.alerts + 1, alerted_at = $2 FROM found f WHERE s.id = f.search_id
      RETURNING s.id AS "searchId", s.user_id AS "userId", s.name, s.alerts, f.products,
        CASE WHEN f.count >= ${maxMatchesCounted} AND (SELECT waiting FROM due WHERE due.search_id = s.id) > ${maxMatchesCounted}
          THEN ${maxMatchesCounted + 1} ELSE least(f.count, ${maxMatchesCounted + 1}) END AS count`,
    values: [searchIds, now],
  });
  return rows;
}
