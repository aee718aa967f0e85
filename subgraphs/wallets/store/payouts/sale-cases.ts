import type { Queryable } from '@soko/postgres';

/** A return or a dispute as an event shows it. */
export interface SaleCase {
  caseId: string;
  orderId: string;
  kind: 'RETURN' | 'DISPUTE';
  /** The seller's part of the sale is not paid out. */
  isOpen: boolean;
  /** Time of the event. */
  at: Date;
  sequence: number;
}

/** Saves whether a case keeps the money of a sale out of payouts, unless a newer event is known. */
export async function noteSaleCase(
  pool: Queryable,
  { caseId, orderId, kind, isOpen, at, sequence }: SaleCase,
): Promise<void> {
  await pool.query({
    name: 'sale-case-note',
    // SQL: ON CONFLICT with a condition on the sequence.
    text: `INSERT INTO sale_case AS known (case_id, order_id, kind, opened_at, closed_at, sequence) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (case_id) DO UPDATE SET opened_at = least(known.opened_at, excluded.opened_at),
        closed_at = excluded.closed_at, sequence = excluded.sequence
      WHERE known.sequence < excluded.sequence`,
    values: [caseId, orderId, kind, at, isOpen ? null : at, sequence],
  });
}
