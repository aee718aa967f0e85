import { badUserInput, notFound, serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { isRefusal } from '@soko/refusals';
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

/** A payment whose dispute was answered, and what the provider said. */
interface Answered<Said> {
  payment: Payment;
  said: Said;
}

async function answer<Said>(
  services: PaymentsServices,
  { payment, ref }: DisputeToAnswer,
  trail: EventTrail,
  call: (desk: DisputeDesk) => Promise<Said>,
): Promise<Answered<Said> | DisputeClosed> {
  const desk = providerFor(services, payment).disputes;
  if (desk === undefined) throw badUserInput('The provider of this payment has no disputes.', 'disputeRef');
  if (!(await isDisputeOf(services.pool, payment.id, ref))) throw notFound('The dispute of this payment');
  let said: Said;
  try {
    said = await call(desk);
  } catch (error) {
    if (error instanceof ProviderRefusal) return disputeClosed(error.message);
    if (!(error instanceof ProviderUnavailable)) throw error;
    services.log.warn(
      { err: error, dispute: ref },
      'a provider did not take the answer to a dispute; its sender repeats it',
    );
    throw serviceUnavailable();
  }
  return { payment: (await syncPayment(services, payment.id, trail)) ?? payment, said };
}

/** Evidence that the bank has. */
export interface EvidenceSubmitted {
  payment: Payment;
  /** Pictures that the provider left out. Null when an earlier try has submitted. */
  refusedPictureIds: string[] | null;
}

/** Sends evidence about a dispute to the buyer's bank. */
export async function submitDisputeEvidence(
  services: PaymentsServices,
  dispute: DisputeToAnswer,
  evidence: DisputeEvidence,
  trail: EventTrail,
): Promise<EvidenceSubmitted | DisputeClosed> {
  const { ref, key } = dispute;
  const answered = await answer(services, dispute, trail, (desk) => desk.submit(ref, evidence, key));
  if (isRefusal(answered)) return answered;
  const { payment, said: refused } = answered;
  if (refused === null) return { payment, refusedPictureIds: null };
  if (refused.length > 0) {
    services.log.warn({ dispute: ref, pictures: refused }, 'a provider took evidence without some of its pictures');
  }
  return { payment, refusedPictureIds: [...refused] };
}

/** Accepts the loss of a dispute. */
export async function acceptDispute(
  services: PaymentsServices,
  dispute: DisputeToAnswer,
  trail: EventTrail,
): Promise<Payment | DisputeClosed> {
  const answered = await answer(services, dispute, trail, (desk) => desk.accept(dispute.ref, dispute.key));
  return isRefusal(answered) ? answered : answered.payment;
}
