import type { Queryable } from '@soko/postgres';
import type { SaleParts } from '../../domain/cash/divide-sale.ts';
import type { RefundFacts } from '../../domain/cash/refund-fee.ts';

export interface SaleRefund extends RefundFacts {
  reference: string;
  paymentId: string;
  amountMinor: bigint;
  at: Date;
  /** Part of the amount that is delivery. Null to divide it in proportion. */
  deliveryMinor: bigint | null;
}

/** Saves money that went back to the buyer, once. */
export async function insertSaleRefund(tx: Queryable, refund: SaleRefund): Promise<void> {
  await tx.query({
    name: 'sale-refund-insert',
    // SQL: ON CONFLICT, in the transaction of the ledger.
    text: `INSERT INTO sale_refund (reference, payment_id, amount_minor, kind, at, cause, delivery_minor, fee_returned)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    values: [
      refund.reference,
      refund.paymentId,
      refund.amountMinor,
      refund.kind,
      refund.at,
      refund.cause,
      refund.deliveryMinor,
      refund.feeReturned,
    ],
  });
}

/** Refunds of a sale that are not in the ledger yet, oldest first. */
export async function findOpenRefunds(tx: Queryable, paymentId: string): Promise<SaleRefund[]> {
  type RefundRow = Omit<SaleRefund, 'amountMinor' | 'deliveryMinor'> & {
    amountMinor: string;
    deliveryMinor: string | null;
  };
  const { rows } = await tx.query<RefundRow>({
    name: 'sale-refunds-open',
    // SQL: runs in the transaction of the ledger.
    text: `SELECT reference, payment_id AS "paymentId", amount_minor AS "amountMinor", kind, at, cause,
        delivery_minor AS "deliveryMinor", fee_returned AS "feeReturned" FROM sale_refund
      WHERE payment_id = $1 AND posted_at IS NULL ORDER BY position`,
    values: [paymentId],
  });
  return rows.map((row) => ({
    ...row,
    amountMinor: BigInt(row.amountMinor),
    deliveryMinor: row.deliveryMinor === null ? null : BigInt(row.deliveryMinor),
  }));
}

/**
 * Saves that a refund is in the ledger, with all parts that have gone back so far. `feeKeptMinor` is the fee in this refund that
 * the seller paid; negative when a refund is undone.
 */
export async function saveRefundPosted(
  tx: Queryable,
  { reference, paymentId }: Pick<SaleRefund, 'reference' | 'paymentId'>,
  { refunded, feeKeptMinor }: { refunded: SaleParts; feeKeptMinor: bigint },
  now: Date,
): Promise<void> {
  const { sellerMinor, feeMinor, taxMinor, deliveryMinor, promotionsMinor } = refunded;
  await tx.query({
    name: 'sale-refund-save-posted',
    // SQL: two tables in one statement, in the transaction of the ledger.
    text: `WITH done AS (UPDATE sale_refund SET posted_at = $3, fee_kept_minor = $8 WHERE reference = $1)
      UPDATE sale SET refunded_minor = $4::bigint + $5::bigint + $6::bigint + $7::bigint - $9::bigint, seller_refunded_minor = $4,
        fee_refunded_minor = $5, tax_refunded_minor = $6, delivery_refunded_minor = $7,
        promotions_refunded_minor = $9, fee_kept_minor = fee_kept_minor + $8 WHERE payment_id = $2`,
    values: [reference, paymentId, now, sellerMinor, feeMinor, taxMinor, deliveryMinor, feeKeptMinor, promotionsMinor],
  });
}
