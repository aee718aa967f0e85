import { inTransaction } from '@soko/postgres';
import { endByPeople } from '../../domain/apply-disbursement-report.ts';
import { type FundsDecision, outcomeOf } from '../../domain/unmatched.ts';
import { type PaymentsServices, trailOfService } from '../../services.ts';
import { findDisbursement, postponeDisbursement, saveEndByPeople } from '../../store/disbursements.ts';
import { lockDecision } from '../../store/funds-decisions.ts';
import { type KeptFunds, lockUnmatched } from '../../store/unmatched-funds.ts';
import { moveDecision } from './end-decision.ts';

/**
 * Ends a payout as people have decided, with the decision. Returns why it cannot be ended: its provider may still pay it, or has the
 * money.
 */
export async function endPayout(
  services: PaymentsServices,
  { id, status, correlationId }: FundsDecision,
  { aboutId }: KeptFunds,
): Promise<string | null> {
  const { db, funds: providers, pool, settings, now } = services;
  const disbursement = await findDisbursement(db, { id: aboutId! });
  if (disbursement === null) throw new Error(`The payout ${aboutId} does not exist any more.`);
  const { kind, attempts, providerRef: ref, receipt, amountMinor } = disbursement;
  const payouts = providers.get(disbursement.provider)?.payouts ?? null;
  if (payouts?.explainOpen === undefined) return `Payouts at ${disbursement.provider} need its variables to be set.`;
  const open = await payouts.explainOpen({ id: disbursement.id, kind, attempts, ref, receipt, amountMinor });
  if (open !== null) {
    await postponeDisbursement(db, disbursement, now());
    return open;
  }
  await inTransaction(pool, async (tx) => {
    const decision = await lockDecision(tx, id);
    if (decision === null || decision.status !== status) return;
    const funds = (await lockUnmatched(tx, decision.unmatchedId))!;
    const trail = trailOfService(services, correlationId);
    const end = { decisionId: id, outcome: outcomeOf(decision)! };
    await saveEndByPeople(tx, endByPeople(disbursement, end, trail, settings.funds));
    await moveDecision(tx, funds, decision, { status: 'APPLIED' }, trail);
  });
  return null;
}
