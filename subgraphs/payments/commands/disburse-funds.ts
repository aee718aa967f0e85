import { serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { keyedHashes, requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { Money } from '@soko/money';
import { applyDisbursementReport } from '../domain/apply-disbursement-report.ts';
import {
  type Disbursement,
  disbursementReport,
  type DisbursementReport,
  isOpenDisbursement,
} from '../domain/disbursement.ts';
import { explainDecline } from '../domain/explain-decline.ts';
import type { Payouts } from '../providers/funds-provider.ts';
import { ProviderRefusal, ProviderUnavailable } from '../providers/provider.ts';
import { newLease, type PaymentsServices } from '../services.ts';
import { findCollection } from '../store/collections.ts';
import { beginDisbursement, findDisbursement, postponeDisbursement, saveDisbursement } from '../store/disbursements.ts';
import { wakeDecisionOf } from '../store/funds-decisions.ts';
import { leaveToPeopleAfter } from './leave-to-people.ts';
import { retryAt } from './retry-at.ts';
import { openPayer, sealPayer } from './seal-payer.ts';
import { maxRounds } from './settle-calls.ts';

export interface DisburseFundsInput {
  reference: string;
  purpose: Disbursement['purpose'];
  kind: Disbursement['kind'];
  userId: string | null;
  collectionId: string | null;
  paymentId: string | null;
  /** Receipt of the payment that is reversed, where it belongs to no collection. */
  reversedReceipt?: string | null;
  amount: Money;
  /** E.164. Null for other kinds than `B2C`. */
  phone: string | null;
  /** Connected account of the payee, for `TRANSFER`. */
  account?: string | null;
  remarks: string;
}

const providerOf = ({ kind }: Pick<Disbursement, 'kind'>) => (kind === 'TRANSFER' ? 'stripe' : 'mpesa');

export const payoutsOf = ({ funds }: PaymentsServices, it: Pick<Disbursement, 'kind'>): Payouts | null =>
  funds.get(providerOf(it))?.payouts ?? null;

/**
 * Pays money out, once per reference: the disbursement is saved, then the provider is asked, then the result is saved. A
 * repeat returns the current state; with another input it throws IDEMPOTENCY_MISMATCH.
 */
export async function disburseFunds(
  services: PaymentsServices,
  input: DisburseFundsInput,
  trail: EventTrail,
): Promise<Disbursement> {
  const payouts = payoutsOf(services, input);
  const { account = null, reversedReceipt: receipt = null } = input;
  payouts?.check({ ...input, ...input.amount, account, receipt });
  const hashes = hashesOf(services, input);
  const wanted = newDisbursement(services, input, hashes[0], trail);
  const { disbursement, mine } = await beginDisbursement(services.db, wanted);
  requireSameInput(disbursement.requestHash, hashes, 'reference');
  if (!mine) return disbursement;
  if (payouts !== null) return requestDisbursement(services, payouts, { disbursement, isFirst: true }, trail);
  const code = 'METHOD_NOT_AVAILABLE';
  const failure = { code, message: explainDecline(code) };
  return settleDisbursement(services, disbursement, disbursementReport('failed', { failure }), trail);
}

const hashesOf = ({ settings }: PaymentsServices, input: DisburseFundsInput) => {
  const { reference, purpose, kind, userId, collectionId, paymentId, amount, phone } = input;
  const terms = [reference, purpose, kind, userId, collectionId, paymentId, phone];
  const reversed = input.reversedReceipt == null ? [] : [input.reversedReceipt];
  const to = input.account == null ? [] : [input.account];
  return keyedHashes(settings.sealKeys, [...terms, amount.amountMinor.toString(), amount.currency, ...reversed, ...to]);
};

function newDisbursement(
  services: PaymentsServices,
  input: DisburseFundsInput,
  requestHash: string,
  { correlationId }: EventTrail,
): Disbursement {
  const { now, claimedUntil } = newLease(services);
  const { reference, purpose, kind, userId, collectionId, paymentId, amount, phone, remarks } = input;
  return {
    id: newId('dsb'),
    reference,
    purpose,
    kind,
    userId,
    collectionId,
    paymentId,
    reversedReceipt: input.reversedReceipt ?? null,
    ...amount,
    requestHash,
    correlationId,
    decisionId: null,
    provider: providerOf({ kind }),
    status: 'CREATED',
    settledAt: null,
    providerRef: null,
    receipt: null,
    failure: null,
    sealed: sealPayer(services, { phone, token: input.account ?? null, customer: null, description: remarks }),
    attempts: 0,
    lastError: null,
    dueAt: claimedUntil,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** Nothing is known of what an earlier request did: only the provider's word about its outcome ends the disbursement. */
const afterAnother = (seen: DisbursementReport): DisbursementReport =>
  seen.status === 'failed' ? disbursementReport('unknown', { ref: seen.ref }) : seen;

/**
 * Asks the provider to pay a saved disbursement, and saves the answer. A repeat has no second effect at the provider. Its
 * refusal is final for the first request alone: the answer to an earlier one may have been lost.
 */
export async function requestDisbursement(
  services: PaymentsServices,
  payouts: Payouts,
  { disbursement, isFirst }: { disbursement: Disbursement; isFirst: boolean },
  trail: EventTrail,
): Promise<Disbursement> {
  const settle = (seen: DisbursementReport, isFinal = isFirst) =>
    settleDisbursement(services, disbursement, isFinal ? seen : afterAnother(seen), trail);
  const payee = openPayer(services, disbursement.sealed);
  const { collectionId } = disbursement;
  const returned = collectionId === null ? null : await findCollection(services.db, { id: collectionId });
  try {
    if (payee === null) throw new ProviderRefusal('payee_erased', 'The payee was erased before the payment was made.');
    const { phone, token: account, description: remarks } = payee;
    const seen = await payouts.disburse({
      ...disbursement,
      phone,
      account: disbursement.kind === 'TRANSFER' ? account : null,
      remarks,
      receipt: disbursement.reversedReceipt ?? returned?.receipt ?? null,
    });
    return await settle(seen, isFirst || payouts.answersFinally);
  } catch (error) {
    if (error instanceof ProviderRefusal) {
      const failure = { code: error.code, message: error.message };
      const isFinal = isFirst || (payouts.answersFinally && payee !== null);
      return settle(disbursementReport('failed', { failure }), isFinal);
    }
    if (!(error instanceof ProviderUnavailable)) throw error;
    if (!(await leaveToPeopleAfter(services, disbursement, error))) await retryLater(services, disbursement, error);
    return { ...disbursement, attempts: disbursement.attempts + 1 };
  }
}

async function retryLater(services: PaymentsServices, disbursement: Disbursement, error: Error): Promise<void> {
  services.log.warn({ err: error, disbursement: disbursement.id }, 'a provider did not answer a payout; retrying');
  await postponeDisbursement(services.db, disbursement, retryAt(services, disbursement), String(error));
}

/** Saves a report of the provider. A disbursement that another process has changed is read again. */
export async function settleDisbursement(
  services: PaymentsServices,
  { id }: Pick<Disbursement, 'id'>,
  seen: DisbursementReport,
  trail: EventTrail,
): Promise<Disbursement> {
  for (let round = 0; round < maxRounds; round += 1) {
    const disbursement = await findDisbursement(services.db, { id });
    if (disbursement === null) throw new Error(`Disbursement ${id} does not exist any more.`);
    const change = applyDisbursementReport(disbursement, seen, trail, services.settings.funds);
    if (change === null) return disbursement;
    if (!(await saveDisbursement(services.db, change, trail))) continue;
    const { after } = change;
    const { db, now } = services;
    if (!isOpenDisbursement(after) && (await wakeDecisionOf(db, after.reference, now()))) services.decideSoon();
    return after;
  }
  throw serviceUnavailable();
}
