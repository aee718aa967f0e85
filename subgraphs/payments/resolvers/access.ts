import { hasRole, type RequestIdentity } from '@soko/auth';
import { forbidden } from '@soko/errors';
import type { PaymentsContext } from '../context.ts';
import type { Payment } from '../domain/payment.ts';

/** Another service is asking for itself, or FORBIDDEN is thrown: the gateway never does. */
export function requireService({ clientAddress }: RequestIdentity): void {
  if (!clientAddress.startsWith('service:')) throw forbidden('Only other services may ask for this.');
}

/** Whether the viewer got the money, or would have. */
export const isSellerOf = async ({ viewer, mySellers }: PaymentsContext, { sellerId }: Payment): Promise<boolean> =>
  viewer.kind === 'user' && (await mySellers()).has(sellerId);

/** Its buyer, its seller, support. */
export async function maySee(context: PaymentsContext, payment: Payment): Promise<boolean> {
  const { viewer } = context;
  if (viewer.kind !== 'user') return false;
  return payment.buyerId === viewer.id || hasRole(viewer, 'SUPPORT') || isSellerOf(context, payment);
}
