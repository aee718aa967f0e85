import type { EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { type SaleParts, subtractParts } from '../../domain/cash/divide-sale.ts';
import { salePosted } from '../../domain/cash/sale-posting.ts';
import { findPosted, reverse, type Transfer } from '../../ledger/index.ts';
import { noteSellerCharge } from '../../store/sellers/charges.ts';
import { feeOf } from './fee-of.ts';
import { removeSaleRefund } from '../../store/cash/remove-sale-refund.ts';
import { saveRefundPosted } from '../../store/cash/sale-refunds.ts';
import { lockSale } from '../../store/cash/sales.ts';

const partOf = (transfers: readonly Transfer[], code: Transfer['debit']['code']): bigint =>
  transfers.filter(({ debit }) => debit.code === code).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

const backTo = (transfers: readonly Transfer[], code: Transfer['credit']['code']): bigint =>
  transfers.filter(({ credit }) => credit.code === code).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

/** The parts of a sale that a refund took, with the fee that the seller paid as the fee's. What exceeded the sale is not among them. */
const partsOf = (transfers: readonly Transfer[], feeKeptMinor: bigint): SaleParts => ({
  sellerMinor: partOf(transfers, 'seller_payable') - feeKeptMinor,
  feeMinor: partOf(transfers, 'platform_fee') + feeKeptMinor,
  taxMinor: partOf(transfers, 'taxes_due'),
  deliveryMinor: partOf(transfers, 'delivery_income'),
  promotionsMinor: backTo(transfers, 'promotions'),
});

/** Takes back a refund that had succeeded, and whose money the provider could not pay out. One that was not known changes nothing. */
export async function undoRefund(
  tx: Queryable,
  orderId: string,
  { reference, at }: { reference: string; at: Date },
  { now, trail }: { now: Date; trail: EventTrail },
): Promise<void> {
  const sale = await lockSale(tx, orderId);
  const removed = sale === null ? null : await removeSaleRefund(tx, reference);
  if (sale === null || removed === null || !removed.isPosted) return;
  const { transfers } = (await findPosted(tx, [reference])).get(reference)!;
  const reason = 'The provider could not pay the refund out.';
  const reversalReference = `${reference}:failed`;
  const reversed = await reverse(tx, { reference, reversalReference, at, reason });
  if ('refused' in reversed) throw new Error(`The ledger did not take ${reference} back: ${reversed.refused}.`);
  await noteSellerCharge(tx, feeOf(sale, partOf(transfers, 'platform_fee'), { reference: reversalReference, at }));
  const back = transfers.map(({ debit: credit, credit: debit, amountMinor }) => ({ debit, credit, amountMinor }));
  const posting = { reference: reversalReference, kind: 'REVERSAL', at, transfers: back } as const;
  await tell(tx, [salePosted(sale, posting, trail)]);
  const refunded = subtractParts(sale.refunded, partsOf(transfers, removed.feeKeptMinor));
  const undone = { refunded, feeKeptMinor: -removed.feeKeptMinor };
  await saveRefundPosted(tx, { reference, paymentId: sale.paymentId }, undone, now);
}
