import type { Queryable } from '@soko/postgres';

/** Money that a bet brought back: a win, a refunded stake, a cash-out. Below zero when a settlement was corrected. */
export interface Return {
  userId: string;
  currency: string;
  amountMinor: bigint;
  /** Unique name of the return: a repeat is ignored. */
  reference: string;
}

/** Records what bets brought back, each once. A return that is recorded late keeps a loss limit tighter, never looser. */
export async function recordReturns(db: Queryable, returns: readonly Return[], now: Date): Promise<void> {
  const items = returns.filter(({ amountMinor }) => amountMinor !== 0n);
  if (items.length === 0) return;
  await db.query({
    name: 'gaming-record-returns',
    // SQL: many rows of two tables at once. Accounts are locked in the order of their keys; a map of their totals and a
    // look-up of each reference, where joins would compare all rows with all.
    text: `
      WITH item AS (
        SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) WITH ORDINALITY
          AS i (user_id, currency, amount_minor, reference, n)
        WHERE (SELECT x.reference FROM gaming_activity x WHERE x.reference = i.reference) IS NULL
      ), account AS (
        INSERT INTO gaming_account AS a (user_id, currency, returned_minor, sequence, latest_at)
        SELECT user_id, currency, sum(amount_minor), count(*), $5 FROM item GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (user_id, currency) DO UPDATE SET returned_minor = a.returned_minor + EXCLUDED.returned_minor,
          sequence = a.sequence + EXCLUDED.sequence, latest_at = greatest(a.latest_at, EXCLUDED.latest_at)
        RETURNING user_id, currency, returned_minor, sequence, latest_at
      ), totals AS MATERIALIZED (
        SELECT jsonb_object_agg(user_id || ' ' || currency, jsonb_build_array(returned_minor, sequence, latest_at)) AS by_user
        FROM account
      ), counted AS MATERIALIZED (
        SELECT item.*, by_user -> (user_id || ' ' || currency) AS total FROM item, totals
      )
      INSERT INTO gaming_activity (user_id, currency, sequence, activity, at, amount_minor, before_minor, reference)
      SELECT user_id, currency, (total->>1)::int - count(*) OVER own + row_number() OVER ordered, 'return',
        (total->>2)::timestamptz, amount_minor,
        (total->>0)::bigint - sum(amount_minor) OVER own + sum(amount_minor) OVER ordered - amount_minor, reference
      FROM counted
      WINDOW own AS (PARTITION BY user_id, currency), ordered AS (PARTITION BY user_id, currency ORDER BY n)`,
    values: [
      items.map(({ userId }) => userId),
      items.map(({ currency }) => currency),
      items.map(({ amountMinor }) => amountMinor),
      items.map(({ reference }) => reference),
      now,
    ],
  });
}
