import type { Payment } from '../domain/payment.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { paymentFromModel } from './payment-rows.ts';

/** Number of other returns of a collection that did not fail. */
export const countReturns = (db: PrismaClient, collectionId: string, reference: string): Promise<number> =>
  db.disbursement.count({ where: { collectionId, reference: { not: reference }, status: { not: 'FAILED' } } });

/** Amount that was paid back for a payment, in minor units. */
export async function sumReturnsOf(db: PrismaClient, paymentId: string): Promise<bigint> {
  const { _sum: sum } = await db.disbursement.aggregate({
    where: { paymentId, status: 'SUCCEEDED' },
    _sum: { amountMinor: true },
  });
  return sum.amountMinor ?? 0n;
}

/** The payments of a checkout. */
export async function findPaymentsOfCheckout(db: PrismaClient, checkoutId: string): Promise<Payment[]> {
  const found = await db.payment.findMany({ where: { checkoutId }, orderBy: { id: 'asc' } });
  return found.map(paymentFromModel);
}
