import { z } from 'zod';
import {
  type Disbursement,
  type DisbursementReport,
  disbursementReport,
  isOpenDisbursement,
  mayBeDoneByAnother,
} from '../domain/disbursement.ts';
import { paidDifferently } from '../domain/unmatched.ts';
import { payoutFailure } from '../providers/mpesa/results.ts';
import { type PaymentsServices, trailOfService } from '../services.ts';
import { findDisbursement } from '../store/disbursements.ts';
import type { ProviderEvent } from '../store/provider-events.ts';
import { isLeftToPeople } from '../store/unmatched-funds.ts';
import { settleDisbursement } from './disburse-funds.ts';
import { leaveToPeople, reportOf as oneReport } from './leave-to-people.ts';
import { NotConfirmedYet } from './not-confirmed-yet.ts';
import { syncPayment } from './sync-payment.ts';

export const asyncResult = z.object({
  originatorId: z.string(),
  conversationId: z.string(),
  code: z.string(),
  status: z.string().nullable(),
  receipt: z.string().nullable(),
  amountMinor: z.string().nullable(),
  aboutOriginatorId: z.string().nullable(),
  aboutConversationId: z.string().nullable(),
});

type Result = z.infer<typeof asyncResult>;

const factsOf = ({ receipt, conversationId, amountMinor }: Result) => ({
  receipt,
  providerRef: conversationId,
  amountMinor: amountMinor === null ? null : BigInt(amountMinor),
});

/** The disbursement that an event is about, if the ids of the event are those of our request. */
async function findOwn(
  { db }: PaymentsServices,
  { objectRef: id }: ProviderEvent,
  isOwn: (it: Disbursement) => boolean,
) {
  const found = id === null ? null : await findDisbursement(db, { id });
  return found !== null && isOwn(found) ? found : null;
}

/** The amount that was booked is the one that was asked for, so that people decide about the difference. */
async function leaveDifference(
  services: PaymentsServices,
  event: ProviderEvent,
  { id, amountMinor: askedMinor }: Disbursement,
  told: Result,
): Promise<void> {
  const amountMinor = told.amountMinor === null ? 0n : askedMinor - BigInt(told.amountMinor);
  if (amountMinor === 0n) return;
  const eventId = oneReport(paidDifferently, id, amountMinor);
  await leaveToPeople(services, event, paidDifferently, { ...factsOf(told), amountMinor, eventId });
}

/** M-Pesa says that it paid what had failed, or the other way round. */
const contradiction = 'contradicts_the_outcome';

async function settle(
  services: PaymentsServices,
  event: ProviderEvent,
  disbursement: Disbursement,
  report: DisbursementReport,
  result: Result,
): Promise<void> {
  const trail = trailOfService(services, disbursement.correlationId);
  const isPaid = report.status === 'succeeded';
  // First: a process that ends in between must find the contradiction again, which the saved outcome no longer shows.
  if (isPaid && disbursement.status === 'FAILED') await leaveToPeople(services, event, contradiction, factsOf(result));
  const after = await settleDisbursement(services, disbursement, report, trail);
  if (report.status === 'failed' && after.status === 'SUCCEEDED')
    await leaveToPeople(services, event, contradiction, factsOf(result));
  // The refund had failed, so that nothing else reads what was paid back for the payment.
  const { paymentId } = after;
  if (isPaid && paymentId !== null && (await isLeftToPeople(services.db, event.eventId, contradiction)))
    await syncPayment(services, paymentId, trail);
}

/** A reversal that was accepted twice is done by the first, so the second finds it done. */
const alreadyReversed = 'R000001';

/**
 * M-Pesa does not say with these codes whether money moved: the request repeats one that may have been paid (15), or broke off
 * inside M-Pesa (17).
 */
const undecided = new Set(['15', '17']);

function reportOf({ code, conversationId: ref, receipt }: Result): DisbursementReport {
  if (code === '0') return disbursementReport('succeeded', { ref, receipt });
  // The transaction id of a result that moved nothing is no receipt.
  if (code === alreadyReversed) return disbursementReport('succeeded', { ref });
  // The request that it repeats has another id at M-Pesa, so that this one is not kept.
  if (undecided.has(code)) return disbursementReport('unknown');
  return disbursementReport('failed', { ref, failure: payoutFailure(code) });
}

/** It says that the reversal is done, or that another request has done it. */
const isEnd = ({ code, amountMinor }: Result, reversal: Disbursement): boolean =>
  code === alreadyReversed || (code === '0' && amountMinor === reversal.amountMinor.toString());

/** Times that the end of a reversal is awaited, in about a day, before people look at the result of another request for it. */
const enoughTries = 36;

/**
 * A result without the ids of a request. When the answer to a reversal got lost, it was asked for again: of several requests one
 * is done, and the others find it done.
 */
async function settleOther(services: PaymentsServices, event: ProviderEvent, result: Result): Promise<void> {
  const named = await findOwn(services, event, ({ kind }) => kind === 'REVERSAL');
  const isAwaited = named !== null && isOpenDisbursement(named) && event.attempts < enoughTries;
  if (isAwaited) throw new NotConfirmedYet('Another request for this reversal is under way.');
  if (named?.status === 'SUCCEEDED' && isEnd(result, named)) return;
  await leaveToPeople(services, event, 'nothing_asked', factsOf(result));
}

/** The result of a payout or reversal. It must have the ids that M-Pesa gave to our own request. */
export async function settlePayout(services: PaymentsServices, event: ProviderEvent): Promise<void> {
  const result = asyncResult.parse(event.payload);
  const { conversationId, originatorId } = result;
  const found = await findOwn(
    services,
    event,
    ({ id, kind, providerRef }) =>
      (providerRef ?? conversationId) === conversationId && (kind === 'REVERSAL' || originatorId === id),
  );
  if (found === null) return settleOther(services, event, result);
  await leaveDifference(services, event, found, result);
  await settle(services, event, found, reportOf(result), result);
}

/** The request waited too long in a queue of M-Pesa: it is unknown whether it is paid. */
export async function markUnknown(services: PaymentsServices, event: ProviderEvent): Promise<void> {
  const result = asyncResult.parse(event.payload);
  const found = await findOwn(services, event, () => true);
  // A status query that timed out is asked again by its job.
  if (found === null || found.status === 'UNKNOWN') return;
  await settle(services, event, found, disbursementReport('unknown'), result);
}

const failedStatuses = new Set(['failed', 'declined', 'cancelled', 'canceled', 'expired', 'reversed']);

const notPaid = { code: 'not_paid', message: 'M-Pesa did not pay. Try again later.' };

/** The answer to a status query. What is neither paid nor refused stays unknown, and so does a reversal that another request may have done. */
export async function settleStatus(services: PaymentsServices, event: ProviderEvent): Promise<void> {
  const result = asyncResult.parse(event.payload);
  const { code, status, receipt, aboutOriginatorId, aboutConversationId } = result;
  const found = await findOwn(services, event, () => true);
  if (found === null) return leaveToPeople(services, event, 'nothing_asked', factsOf(result));
  const isAbout =
    aboutOriginatorId === found.id || (aboutConversationId !== null && aboutConversationId === found.providerRef);
  const said = code === '0' && isAbout ? (status ?? '').toLowerCase() : '';
  const report =
    said === 'completed'
      ? disbursementReport('succeeded', { receipt })
      : failedStatuses.has(said) && !mayBeDoneByAnother(found)
        ? disbursementReport('failed', { failure: notPaid })
        : disbursementReport('unknown');
  if (said === 'completed' && found.kind === 'B2C') await leaveDifference(services, event, found, result);
  await settle(services, event, found, report, result);
}
