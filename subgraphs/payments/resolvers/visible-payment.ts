import { sellerNotActive, type SellerNotActive } from '@soko/refusals';
import type { PaymentsContext } from '../context.ts';
import { mayRefundPayment, maySeePayment } from '../domain/may-see.ts';
import type { Payment } from '../domain/payment.ts';

type Rule = typeof maySeePayment;

/** Applies a rule; the viewer's sellers are read only if the rule depends on them. */
const isAllowedBy = async (rule: Rule, { viewer, mySellers }: PaymentsContext, payment: Payment): Promise<boolean> =>
  rule(viewer, payment) || rule(viewer, payment, new Set((await mySellers()).keys()));

/** The payment, or null when the viewer may not see it. */
export async function visiblePayment(context: PaymentsContext, payment: Payment | null): Promise<Payment | null> {
  return payment !== null && (await isAllowedBy(maySeePayment, context, payment)) ? payment : null;
}

export const isRefundableBy = (context: PaymentsContext, payment: Payment): Promise<boolean> =>
  isAllowedBy(mayRefundPayment, context, payment);

/** The refusal for a seller who was suspended or has closed, or null. Support may refund for every seller. */
export async function forbidsRefunding(
  { viewer, mySellers }: PaymentsContext,
  payment: Payment,
): Promise<SellerNotActive | null> {
  if (mayRefundPayment(viewer, payment)) return null;
  const status = (await mySellers()).get(payment.sellerId) ?? null;
  return status === 'ACTIVE' ? null : sellerNotActive(status);
}
