import { createHash } from 'node:crypto';
import { isUniqueViolation } from '@soko/postgres';
import { newId } from '@soko/ids';
import { lastLookAt } from '../domain/apply-disbursement-report.ts';
import type { Collection, CollectionReport } from '../domain/collection.ts';
import type { Disbursement } from '../domain/disbursement.ts';
import { lookAgainAt } from '../domain/funds-times.ts';
import { AccountGone, FundsKept } from '../providers/funds-provider.ts';
import { type PaymentsServices, trailOfService } from '../services.ts';
import { postponeDisbursement } from '../store/disbursements.ts';
import type { ProviderEvent } from '../store/provider-events.ts';
import {
  DecidedByPeople,
  isWithPeople,
  keepPayout,
  keepUnmatched,
  type UnmatchedFunds,
} from '../store/unmatched-funds.ts';
import { settleCollection } from './collect-funds.ts';

/** Several reports can tell of the same money: `what` names it, so that people see it once. */
export const reportOf = (...what: readonly (string | bigint)[]): string =>
  `rep_${createHash('sha256').update(what.join(' ')).digest('hex').slice(0, 32)}`;

/** Keeps a report that fits nothing for people, and says so in the log. */
export async function leaveToPeople(
  { db, log, now }: PaymentsServices,
  { eventId, type: kind, objectRef: aboutId }: ProviderEvent,
  reason: string,
  facts: Partial<UnmatchedFunds>,
): Promise<void> {
  log.error(
    { event: eventId, kind, reason },
    'M-Pesa reported something that Soko did not ask for; people must look at it',
  );
  const nothing = { receipt: null, providerRef: null, amountMinor: null, reference: null };
  await keepUnmatched(
    db,
    { ...nothing, eventId, kind, reason, aboutId, ...facts },
    trailOfService({ now }, newId('req')),
  );
}

/** Keeps money for people that could not be returned to its payer, once after so many `earlier` times. */
export async function leaveReturnToPeople(
  { db, log, now }: PaymentsServices,
  { id: aboutId, receipt, correlationId }: Pick<Collection, 'id' | 'receipt' | 'correlationId'>,
  amountMinor: bigint,
  earlier: number,
): Promise<void> {
  log.error({ collection: aboutId }, 'money could not be returned to its payer; people must return it another way');
  const nothing = { providerRef: null, reference: null };
  const eventId = earlier === 0 ? `return_${aboutId}` : `return_${aboutId}:${earlier}`;
  const kept = { ...nothing, eventId, kind: 'return', reason: 'not_returned', receipt, amountMinor, aboutId };
  await keepUnmatched(db, kept, trailOfService({ now }, correlationId));
}

/**
 * Keeps for people what a payee has of a payout that its provider neither pays out nor takes back, and looks again later: a day apart
 * in the end. They have it once until it ends. One that has changed meanwhile has its next step already.
 */
async function leaveKeptToPeople(
  { db, log, now, settings }: PaymentsServices,
  disbursement: Disbursement,
  error: FundsKept,
): Promise<void> {
  const { id, version, createdAt, correlationId } = disbursement;
  const keeping = await keepPayout(db, disbursement, error.failureCode, trailOfService({ now }, correlationId));
  if (keeping === 'changed') return;
  const isNew = keeping === 'new';
  const what = { err: error, disbursement: id };
  if (isNew) log.error(what, 'a payout failed and its provider does not take the money back; people must look at it');
  else log.warn(what, 'a provider still does not take the money of a failed payout back');
  const after = { ...disbursement, version: isNew ? version + 1 : version };
  await postponeDisbursement(db, after, lookAgainAt(createdAt, now(), settings.funds), String(error));
}

/** Tries of a payout whose account is gone, in about twenty minutes, before people have it: the account may be connected again. */
const triesWithoutAccount = 12;

/**
 * Leaves a payout to people after an error that they must know. One whose account is gone waits for some tries first. One that was paid
 * is theirs when its provider `saysFailed` by a webhook, or when they have it; otherwise it waits for its last look. False for other
 * errors.
 */
export async function leaveToPeopleAfter(
  services: PaymentsServices,
  disbursement: Disbursement,
  error: unknown,
  saysFailed = false,
): Promise<boolean> {
  if (error instanceof FundsKept) {
    await leaveKeptToPeople(services, disbursement, error);
    return true;
  }
  if (!(error instanceof AccountGone)) return false;
  const { db, log, now } = services;
  if (disbursement.status !== 'SUCCEEDED') {
    if (disbursement.attempts + 1 < triesWithoutAccount) return false;
  } else if (!saysFailed && !(await isWithPeople(db, disbursement))) {
    log.warn({ err: error, disbursement: disbursement.id }, 'the account of a payout that was paid is gone');
    await postponeDisbursement(db, disbursement, lastLookAt(disbursement, now()));
    return true;
  }
  await leaveKeptToPeople(services, disbursement, new FundsKept(error.message, 'account_invalid', error));
  return true;
}

/** Saves a report. Money that another collection has, a second payment, and what the credited amount lacks are left to people. */
export async function settleOrLeave(
  services: PaymentsServices,
  event: ProviderEvent,
  { id, correlationId }: { id: string; correlationId: string },
  report: CollectionReport,
  facts: Partial<UnmatchedFunds>,
): Promise<void> {
  try {
    const after = await settleCollection(services, { id }, report, trailOfService(services, correlationId));
    if (report.status !== 'succeeded') return;
    if (report.receipt !== null && after.receipt !== report.receipt)
      return await leaveToPeople(services, event, 'credited_differently', facts);
    const amountMinor = (report.receivedMinor ?? after.receivedMinor ?? 0n) - (after.receivedMinor ?? 0n);
    const eventId = reportOf('amount_differs', id, amountMinor);
    if (amountMinor !== 0n) await leaveToPeople(services, event, 'amount_differs', { ...facts, amountMinor, eventId });
  } catch (error) {
    if (!isUniqueViolation(error, 'receipt') && !(error instanceof DecidedByPeople)) throw error;
    await leaveToPeople(services, event, 'receipt_used', facts);
  }
}
