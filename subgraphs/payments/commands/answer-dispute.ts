import { badUserInput, notFound, serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import type { Payment } from '../domain/payment.ts';
import { disputeClosed, type DisputeClosed } from '../domain/refusals.ts';
import type { DisputeDesk, DisputeEvidence } from '../providers/dispute-desk.ts';
import { ProviderRefusal, ProviderUnavailable } from '../providers/provider.ts';
import { type PaymentsServices, providerFor } from '../services.ts';
import { isDisputeOf } from '../store/payment-disputes.ts';
import { syncPayment } from './sync-payment.ts';

/** A dispute of a payment at its provider, and the key under which an answer has its effect once. */
export interface DisputeToAnswer {
  payment: Payment;
  ref: string;
  key: string;
}

async function answer(
  services: PaymentsServices,
  { payment, ref }: DisputeToAnswer,
  trail: EventTrail,
  call: (desk: DisputeDesk) => Promise<void>,
): Promise<Payment | DisputeClosed> {
  const desk = providerFor(services, payment).disputes;
  if (desk === undefined) throw badUserInput('The provider of this payment has no disputes.', 'disputeRef');
  if (!(await isDisputeOf(services.pool, payment.id, ref))) throw notFound('The dispute of this payment');
  try {
    await call(desk);
  } catch (error) {
    if (error instanceof ProviderRefusal) return disputeClosed(error.message);
    if (!(error instanceof ProviderUnavailable)) throw error;
    services.log.warn(
      { err: error, dispute: ref },
      'a provider did not take the answer to a dispute; its sender repeats it',
    );
    throw serviceUnavailable();
  }
  return (await syncPayment(services, payment.id, trail)) ?? payment;
}

/** Sends evidence about a dispute to the buyer's bank. */
export const submitDisputeEvidence = (
  services: PaymentsServices,
  dispute: DisputeToAnswer,
  evidence: DisputeEvidence,
  trail: EventTrail,
): Promise<Payment | DisputeClosed> =>
  answer(services, dispute, trail, async (desk) => {
    const refused = await desk.submit(dispute.ref, evidence, dispute.key);
    if (refused.length === 0) return;
    services.log.warn(
      { dispute: dispute.ref, pictures: refused },
      'a provider took evidence without some of its pictures',
    );
  });

/** Accepts the loss of a dispute. */
export const acceptDispute = (
  services: PaymentsServices,
  dispute: DisputeToAnswer,
  trail: EventTrail,
): Promise<Payment | DisputeClosed> =>
  answer(services, dispute, trail, (desk) => desk.accept(dispute.ref, dispute.key));
