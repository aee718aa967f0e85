import type { Queryable } from '@soko/postgres';
import type { FundsMoved } from '../../domain/cash/compare-clearing.ts';

/** What left Soko's bank account up to a time by files that were executed, without what came back. */
export async function sumPaidByBank(pool: Queryable, until: Date): Promise<FundsMoved[]> {
  const { rows } = await pool.query<{ currency: string; net: string }>({
    name: 'paid-by-bank',
    // SQL: sums by currency.
    text: `SELECT p.currency, coalesce(sum(p.amount_minor) FILTER (WHERE p.returned_at <= $1), 0) - sum(p.amount_minor) AS net
      FROM bank_file f JOIN payout p ON p.bank_file_id = f.id WHERE p.paid_at <= $1 GROUP BY p.currency ORDER BY p.currency`,
    values: [until],
  });
  return rows.map(({ currency, net }) => ({ method: 'BANK', currency, netMinor: BigInt(net) }));
}
