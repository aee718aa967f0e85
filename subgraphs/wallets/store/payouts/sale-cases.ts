import type { Queryable } from '@soko/postgres';

export interface SaleCase {
  caseId: string;
  orderId: string;
  kind: 'RETURN' | 'DISPUTE';
  openedAt: Date;
  /** Null while the case is open. */
  closedAt: Date | null;
}

/** Saves that a case was opened or closed. A case that was closed stays closed, whatever arrives later. */
export async function noteSaleCase(
  tx: Queryable,
  { caseId, orderId, kind, openedAt, closedAt }: SaleCase,
): Promise<void> {
  await tx.query({
    name: 'sale-case-note',
    // SQL: ON CONFLICT, in the transaction of the consumer.
    text: `INSERT INTO sale_case AS known (case_id, order_id, kind, opened_at, closed_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (case_id) DO UPDATE SET opened_at = least(known.opened_at, excluded.opened_at),
        closed_at = coalesce(known.closed_at, excluded.closed_at)`,
    values: [caseId, orderId, kind, openedAt, closedAt],
  });
}
