import type { Queryable } from '@soko/postgres';

/** A refund that its provider was asked for, in minor units of the currency of its payment. */
export interface ReservedRefund {
  refundId: string;
  paymentId: string;
  amountMinor: bigint;
  /** Time of the event. */
  at: Date;
}

async function note(tx: Queryable, refund: ReservedRefund, endedAt: Date | null): Promise<void> {
  await tx.query({
    name: 'refund-reserve-note',
    // SQL: ON CONFLICT: an end counts, whichever event comes first.
    text: `INSERT INTO refund_reserve AS known (refund_id, payment_id, amount_minor, begun_at, ended_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (refund_id) DO UPDATE SET ended_at = coalesce(known.ended_at, excluded.ended_at)`,
    values: [refund.refundId, refund.paymentId, refund.amountMinor, refund.at, endedAt],
  });
}

/** Keeps the amount of a refund that has begun out of payouts. */
export const reserveRefund = (tx: Queryable, refund: ReservedRefund): Promise<void> => note(tx, refund, null);

/** Frees what a refund reserved: it was made, and is in the ledger, or it failed. */
export const releaseRefund = (tx: Queryable, refund: ReservedRefund): Promise<void> => note(tx, refund, refund.at);
