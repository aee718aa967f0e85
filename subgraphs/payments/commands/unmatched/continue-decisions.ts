import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { inTransaction, isUniqueViolation } from '@soko/postgres';
import { collectionReport } from '../../domain/collection.ts';
import { lookAgainAt } from '../../domain/funds-times.ts';
import {
  type DecisionStatus,
  type FundsDecision,
  needsCheck,
  outcomeOf,
  paidDifferently,
} from '../../domain/unmatched.ts';
import { newLease, type PaymentsServices, trailOfService } from '../../services.ts';
import { findCollection } from '../../store/collections.ts';
import { claimDueDecisions, lockDecision, postponeDecision, returnReference } from '../../store/funds-decisions.ts';
import { DecidedByPeople, findUnmatched, type KeptFunds, lockUnmatched } from '../../store/unmatched-funds.ts';
import { settleCollection } from '../collect-funds.ts';
import { disburseFunds } from '../disburse-funds.ts';
import { moveDecision } from './end-decision.ts';
import { endPayout } from './end-payout.ts';

/** Decisions that are at work at the same time. */
const atOnce = 4;

/** Times that the provider is asked whether it has the money, in about an hour, before people decide again. */
const maxQuestions = 12;

interface Step {
  decision: FundsDecision;
  funds: KeptFunds;
}

type Outcome = { status: Extract<DecisionStatus, 'APPLIED' | 'FAILED' | 'RETURNING'>; failure: string | null };

const applied: Outcome = { status: 'APPLIED', failure: null };
const failed = (failure: string): Outcome => ({ status: 'FAILED', failure });

/** Moves a decision that is still in the status in which it was read. */
export async function endDecision(
  services: PaymentsServices,
  { id, status, correlationId }: FundsDecision,
  outcome: Outcome,
): Promise<void> {
  await inTransaction(services.pool, async (tx) => {
    const decision = await lockDecision(tx, id);
    if (decision === null || decision.status !== status) return;
    const funds = (await lockUnmatched(tx, decision.unmatchedId))!;
    await moveDecision(tx, funds, decision, outcome, trailOfService(services, correlationId));
  });
  if (outcome.status === 'RETURNING') services.decideSoon();
}

/** Credits the money to the deposit that it was for. Its own receipt makes sure that it is credited once. */
async function creditDeposit(services: PaymentsServices, { decision, funds }: Step): Promise<Outcome> {
  const { receipt, amountMinor } = funds;
  const collection = await findCollection(services.db, { reference: decision.depositId! });
  if (collection === null) return failed('The deposit does not exist any more.');
  if (collection.status === 'SUCCEEDED' && collection.receipt !== receipt) {
    return failed('The deposit has been paid with other money.');
  }
  const report = collectionReport('succeeded', { receivedMinor: amountMinor, receipt });
  try {
    const after = await settleCollection(
      services,
      collection,
      report,
      trailOfService(services, decision.correlationId),
    );
    const isCredited = after.receipt === receipt && after.receivedMinor === amountMinor;
    return isCredited ? applied : failed('The deposit has been paid with other money.');
  } catch (error) {
    if (!isUniqueViolation(error, 'receipt') && !(error instanceof DecidedByPeople)) throw error;
    return failed('Another deposit has this receipt.');
  }
}

/** Asks the provider whether it has the money. Its answer comes as a webhook: see `settleUnmatchedCheck`. */
async function check(services: PaymentsServices, { decision, funds }: Step): Promise<Outcome | null> {
  if (!needsCheck(funds, decision.resolution)) {
    if (decision.resolution === 'RETURN') return { status: 'RETURNING', failure: null };
    return decision.resolution === 'DEPOSIT' ? creditDeposit(services, { decision, funds }) : applied;
  }
  const payouts = services.funds.get('mpesa')?.payouts ?? null;
  if (payouts?.verifyReceipt === undefined)
    return failed('M-Pesa cannot be asked without its initiator: see MPESA_INITIATOR.');
  if (decision.attempts >= maxQuestions) return failed('M-Pesa does not say whether it has this money.');
  await payouts.verifyReceipt(funds.receipt!, funds.id, funds.reason === paidDifferently);
  return null;
}

/** Returns the money by a reversal, once per decision. M-Pesa refuses to reverse what it does not have. */
async function giveBack(services: PaymentsServices, { decision, funds }: Step): Promise<Outcome | null> {
  const { status, failure } = await disburseFunds(
    services,
    {
      reference: returnReference(decision),
      purpose: 'RETURN',
      kind: 'REVERSAL',
      userId: null,
      collectionId: null,
      paymentId: null,
      reversedReceipt: funds.receipt,
      amount: { amountMinor: funds.amountMinor!, currency: funds.currency },
      phone: null,
      remarks: 'Returned payment',
    },
    trailOfService(services, decision.correlationId),
  );
  if (status === 'SUCCEEDED') return applied;
  return status === 'FAILED' ? failed(failure?.message ?? 'The money could not be returned.') : null;
}

/**
 * Ends a payout as people have decided. A request to its provider may be under way, so that the first step waits until the lease of
 * its process has ended: no other begins while the decision is checked.
 */
async function endKept(services: PaymentsServices, { decision, funds }: Step): Promise<void> {
  if (decision.attempts === 0) return postponeDecision(services.db, decision, newLease(services).claimedUntil);
  const refused = await endPayout(services, decision, funds);
  if (refused !== null) await endDecision(services, decision, failed(refused));
}

async function takeStep(services: PaymentsServices, decision: FundsDecision): Promise<void> {
  const { db, log, now, settings } = services;
  const again = lookAgainAt(decision.proposedAt, now(), settings.funds);
  try {
    const funds = (await findUnmatched(db, decision.unmatchedId))!;
    if (outcomeOf(decision) !== null) return await endKept(services, { decision, funds });
    const step = { decision, funds };
    const outcome = await (decision.status === 'RETURNING' ? giveBack(services, step) : check(services, step));
    if (outcome === null) await postponeDecision(db, decision, again);
    else await endDecision(services, decision, outcome);
  } catch (error) {
    log.warn({ err: error, decision: decision.id }, 'could not go on with a decision about unmatched funds; retrying');
    await postponeDecision(db, decision, again, String(error));
  }
}

/** Goes on with decisions about unmatched funds whose effect needs the provider. */
export const createDecisionWorker = (services: PaymentsServices): DueWorker =>
  createDueWorker<FundsDecision>({
    atOnce,
    claim(limit) {
      const { now, claimedUntil } = newLease(services);
      return claimDueDecisions(services.pool, limit, now, claimedUntil);
    },
    run: (decision) => takeStep(services, decision),
  });
