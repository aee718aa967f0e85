import type { Queryable } from '@soko/postgres';
import { type AccountCode, type AccountKind, chart } from './account.ts';

/** All accounts of one code and currency together. */
export interface TrialBalanceLine {
  code: AccountCode;
  kind: AccountKind;
  currency: string;
  debitsMinor: bigint;
  creditsMinor: bigint;
  /** In the direction in which the account grows. */
  balanceMinor: bigint;
}

interface LineRow {
  code: AccountCode;
  currency: string;
  debits: string;
  credits: string;
}

/**
 * Debits and credits of all accounts, by currency and code, at a time: the totals of now without the postings after it. The
 * sooner the time, the fewer postings are read.
 */
export async function trialBalance(db: Queryable, at: Date): Promise<TrialBalanceLine[]> {
  const { rows } = await db.query<LineRow>({
    name: 'ledger-trial-balance',
    // SQL: sums of many rows, at one moment.
    text: `WITH later AS (
        SELECT account_id, coalesce(sum(amount_minor) FILTER (WHERE side = 'D'), 0) AS debits,
          coalesce(sum(amount_minor) FILTER (WHERE side = 'C'), 0) AS credits
        FROM ledger_posting WHERE at > $1 AND NOT is_pending GROUP BY 1)
      SELECT code, currency, sum(debits_minor - coalesce(later.debits, 0)) AS debits,
        sum(credits_minor - coalesce(later.credits, 0)) AS credits
      FROM ledger_account LEFT JOIN later ON account_id = id GROUP BY 1, 2 ORDER BY currency, code`,
    values: [at],
  });
  return rows.map(({ code, currency, debits, credits }) => {
    const { kind } = chart[code];
    const [debitsMinor, creditsMinor] = [BigInt(debits), BigInt(credits)];
    const isDebitNormal = kind === 'asset' || kind === 'expense';
    const balanceMinor = isDebitNormal ? debitsMinor - creditsMinor : creditsMinor - debitsMinor;
    return { code, kind, currency, debitsMinor, creditsMinor, balanceMinor };
  });
}
