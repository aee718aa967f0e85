import { inTransaction } from '@soko/postgres';
import { endByPeople } from '../../domain/apply-disbursement-report.ts';
import type { Disbursement } from '../../domain/disbursement.ts';
import { type FundsDecision, outcomeOf, type PayoutOutcome } from '../../domain/unmatched.ts';
import { type PaymentsServices, trailOfService } from '../../services.ts';
import { findDisbursement, postponeDisbursement, saveEndByPeople } from '../../store/disbursements.ts';
import { lockDecision } from '../../store/funds-decisions.ts';
import { closeEndedPayout, type KeptFunds, lockUnmatched } from '../../store/unmatched-funds.ts';
import { moveDecision } from './end-decision.ts';

/** The outcome of a payout that has ended for good, or null. One that is paid may have come back since. */
function finalOutcome({ status, decisionId }: Disbursement): PayoutOutcome | null {
  if (status === 'FAILED' || status === 'RETURNED') return 'TAKEN_BACK';
  return status === 'SUCCEEDED' && decisionId !== null ? 'PAID' : null;
}

/**
 * Ends a payout as people have decided, with the decision. One that has ended already keeps its outcome, and its report is closed.
 * Returns why it cannot be ended: its provider may still pay it, or has the money.
 */
export async function endPayout(
  services: PaymentsServices,
  { id, status, correlationId }: FundsDecision,
  { aboutId, failureCode }: KeptFunds,
): Promise<string | null> {
  const { db, funds: providers, pool, settings, now } = services;
  const disbursement = await findDisbursement(db, { id: aboutId! });
  if (disbursement === null) throw new Error(`The payout ${aboutId} does not exist any more.`);
  const trail = trailOfService(services, correlationId);
  const ended = finalOutcome(disbursement);
  if (ended !== null) {
    await closeEndedPayout(db, disbursement, ended, trail);
    return null;
  }
  const { kind, attempts, providerRef: ref, receipt, amountMinor } = disbursement;
  const payouts = providers.get(disbursement.provider)?.payouts ?? null;
  if (payouts?.explainOpen === undefined) return `Payouts at ${disbursement.provider} need its variables to be set.`;
  const open = await payouts.explainOpen({ id: disbursement.id, kind, attempts, ref, receipt, amountMinor });
  if (open?.isPaid === true && disbursement.status === 'SUCCEEDED') {
    await closeEndedPayout(db, disbursement, 'PAID', trail);
    return null;
  }
  if (open !== null) {
    await postponeDisbursement(db, disbursement, now());
    return open.why;
  }
  await inTransaction(pool, async (tx) => {
    const decision = await lockDecision(tx, id);
    if (decision === null || decision.status !== status) return;
    const funds = (await lockUnmatched(tx, decision.unmatchedId))!;
    const end = { decisionId: id, outcome: outcomeOf(decision)!, failureCode };
    await saveEndByPeople(tx, endByPeople(disbursement, end, trail, settings.funds));
    await moveDecision(tx, funds, decision, { status: 'APPLIED' }, trail);
  });
  return null;
}
