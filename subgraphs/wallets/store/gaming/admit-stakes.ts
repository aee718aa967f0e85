import type { Queryable } from '@soko/postgres';
import { defaultMinimumAge } from '../../domain/gaming/age.ts';
import { limitsOfActivity } from '../../domain/gaming/limit.ts';
import { everyLimit, limitColumn, sqlUse } from './windows.ts';

/** A stake of one user, in the currency of the others. */
export interface Stake {
  userId: string;
  amountMinor: bigint;
  /** Unique name of the activity, as of `LimitedActivity`. */
  reference: string;
  now: Date;
}

const window = {
  account: 'a',
  now: 'excluded.latest_at',
  owner: { user: 'a.user_id', currency: 'a.currency' },
} as const;

/**
 * SQL: the statement of `refuseByGamingLimits` for stakes of several users, with a lock on their wallets, as the ledger takes
 * it. It waits for none of them: who is locked by another transaction is left out, and so is a wallet that is.
 */
const text = `
  WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::timestamptz[]) AS w (user_id, amount_minor, reference, at)
  ), person AS (
    SELECT p.user_id, p.date_of_birth, p.country, p.exclusion_kind, p.excluded_until, w.amount_minor, w.at
    FROM wanted w JOIN gaming_person p ON p.user_id = w.user_id ORDER BY p.user_id FOR NO KEY UPDATE OF p SKIP LOCKED
  ), free AS (
    SELECT a.user_id FROM person p JOIN gaming_account a ON a.user_id = p.user_id AND a.currency = $5
    ORDER BY a.user_id FOR NO KEY UPDATE OF a SKIP LOCKED
  ), funded AS (
    SELECT a.owner_id FROM person p JOIN ledger_account a
      ON a.code = 'user_wallet' AND a.currency = $5 AND a.owner_id = p.user_id AND a.stripe = 0
    WHERE NOT a.frozen AND a.credits_minor - a.debits_minor - a.pending_debits_minor >= p.amount_minor
    ORDER BY a.owner_id COLLATE "C" FOR NO KEY UPDATE OF a SKIP LOCKED
  ), admitted AS (
    SELECT p.user_id, p.amount_minor, p.at FROM person p LEFT JOIN minimum_age m ON m.country = p.country
    WHERE (p.exclusion_kind IS NULL OR p.excluded_until <= p.at)
      AND p.user_id IN (SELECT owner_id FROM funded)
      AND (p.user_id IN (SELECT user_id FROM free)
        OR NOT EXISTS (SELECT FROM gaming_account a WHERE a.user_id = p.user_id AND a.currency = $5))
      AND extract(year FROM age((p.at AT TIME ZONE 'UTC')::date, p.date_of_birth)) >= coalesce(m.years, ${defaultMinimumAge})
  ), account AS (
    INSERT INTO gaming_account AS a (user_id, currency, staked_minor, sequence, latest_at)
    SELECT user_id, $5, amount_minor, 1, at FROM admitted ORDER BY user_id
    ON CONFLICT (user_id, currency) DO UPDATE SET staked_minor = a.staked_minor + excluded.staked_minor,
      sequence = a.sequence + 1, latest_at = greatest(a.latest_at, excluded.latest_at)
    WHERE a.rewrites = coalesce((SELECT s.rewrites FROM gaming_account s WHERE s.user_id = a.user_id AND s.currency = a.currency), 0)
      ${everyLimit(limitsOfActivity.stake)
        .map(({ kind, period }) => {
          const limit = `a.${limitColumn(kind, period)}`;
          return `AND (${limit} IS NULL OR ${sqlUse(kind, period, window)} + excluded.staked_minor <= ${limit})`;
        })
        .join('\n')}
    RETURNING user_id, sequence, latest_at, staked_minor AS total
  )
  INSERT INTO gaming_activity (user_id, currency, sequence, activity, at, amount_minor, before_minor, reference)
  SELECT account.user_id, $5, sequence, 'stake', latest_at, amount_minor, total - amount_minor, reference
  FROM account JOIN wanted ON wanted.user_id = account.user_id
  RETURNING user_id`;

/**
 * Checks stakes of different users against age, exclusion and limits, and records those that are admitted: returns their
 * users, whose wallets are locked and cover the stakes. One statement. The others are refused, or are being changed:
 * `refuseByGamingLimits` and the ledger tell, and wait.
 */
export async function admitStakes(
  tx: Queryable,
  stakes: readonly Stake[],
  currency: string,
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ user_id: string }>({
    name: 'gaming-admit-stakes',
    text,
    values: [
      stakes.map(({ userId }) => userId),
      stakes.map(({ amountMinor }) => amountMinor),
      stakes.map(({ reference }) => reference),
      stakes.map(({ now }) => now),
      currency,
    ],
  });
  return new Set(rows.map(({ user_id }) => user_id));
}
