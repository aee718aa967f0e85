import { type Page, prismaKeyset } from '@soko/pagination';
import type { Payment, PaymentStatus } from '../domain/payment.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { paymentFromModel } from './payment-rows.ts';

export interface PaymentQuery {
  statuses?: readonly PaymentStatus[] | null | undefined;
  checkoutId?: string | null | undefined;
  orderIds?: readonly string[] | null | undefined;
  sellerId?: string | null | undefined;
}

/** A page of payments, newest first. */
export async function listPayments(
  db: PrismaClient,
  { statuses, checkoutId, orderIds, sellerId }: PaymentQuery,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Payment[]> {
  const { where, ...rest } = prismaKeyset('createdAt', page, 'DESC');
  const filter = {
    ...(statuses ? { status: { in: [...statuses] } } : {}),
    ...(checkoutId ? { checkoutId } : {}),
    ...(orderIds ? { orderId: { in: [...orderIds] } } : {}),
    ...(sellerId ? { sellerId } : {}),
  };
  const found = await db.payment.findMany({ where: { ...filter, ...where }, ...rest });
  return found.map(paymentFromModel);
}
