import type { Disbursement } from '../domain/disbursement.ts';
import type { Payment } from '../domain/payment.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { toDisbursement } from './disbursements.ts';
import { paymentFromModel } from './payment-rows.ts';

/** Number of other returns of a collection that did not fail, and of its reversals that did. */
export async function countReturns(
  db: PrismaClient,
  collectionId: string,
  reference: string,
): Promise<{ made: number; failedReversals: number }> {
  const where = { collectionId, reference: { not: reference } };
  const [made, failedReversals] = await Promise.all([
    db.disbursement.count({ where: { ...where, status: { not: 'FAILED' } } }),
    db.disbursement.count({ where: { ...where, kind: 'REVERSAL', status: 'FAILED' } }),
  ]);
  return { made, failedReversals };
}

/** Returns of money of a collection that belongs to no payment, oldest first. */
export async function findUnwantedReturns(db: PrismaClient, collectionId: string): Promise<Disbursement[]> {
  const found = await db.disbursement.findMany({
    where: { collectionId, paymentId: null, purpose: 'RETURN' },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return found.map(toDisbursement);
}

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
