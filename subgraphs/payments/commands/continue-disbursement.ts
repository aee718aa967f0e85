import type { EventTrail } from '@soko/events';
import { lastLookAt } from '../domain/apply-disbursement-report.ts';
import { type Disbursement, isOpenDisbursement, mayBeDoneByAnother } from '../domain/disbursement.ts';
import { lookAgainAt } from '../domain/funds-times.ts';
import { newLease, type PaymentsServices } from '../services.ts';
import { postponeDisbursement } from '../store/disbursements.ts';
import { isBeingEnded } from '../store/unmatched-funds.ts';
import { payoutsOf, requestDisbursement, settleDisbursement } from './disburse-funds.ts';
import { keepDeposit, returnsDeposit } from './keep-deposit.ts';
import { watchEndedPayout } from './watch-ended-payout.ts';

/** The next step of a disbursement that is due: its request, or a question about its outcome, until the provider decides. */
export async function continueDisbursement(
  services: PaymentsServices,
  disbursement: Disbursement,
  trail: EventTrail,
): Promise<void> {
  const payouts = payoutsOf(services, disbursement);
  if (payouts === null) throw new Error(`Disbursements at ${disbursement.provider} need its variables to be set.`);
  if (disbursement.decisionId !== null) return watchEndedPayout(services, payouts, disbursement);
  if (disbursement.kind === 'TRANSFER' && (await isBeingEnded(services.db, disbursement))) {
    return postponeDisbursement(services.db, disbursement, newLease(services).claimedUntil);
  }
  if (isOpenDisbursement(disbursement) && (await returnsDeposit(services, disbursement))) {
    return keepDeposit(services, payouts, disbursement, trail);
  }
  const { id, kind, status, providerRef: ref, receipt, amountMinor, attempts } = disbursement;
  if (status === 'CREATED' || (status === 'UNKNOWN' && mayBeDoneByAnother(disbursement))) {
    const dueAt =
      status === 'CREATED'
        ? newLease(services).claimedUntil
        : lookAgainAt(disbursement.createdAt, services.now(), services.settings.funds);
    // Counted before it is sent, so that a process that dies leaves no repeat that looks like the only request.
    if (kind === 'REVERSAL') await postponeDisbursement(services.db, disbursement, dueAt, 'It is asked for again.');
    await requestDisbursement(services, payouts, { disbursement, isFirst: false }, trail);
    return;
  }
  const seen = await payouts.look({ id, kind, ref, receipt, amountMinor, attempts });
  const after = await settleDisbursement(services, disbursement, seen, trail);
  if (after.version !== disbursement.version) return;
  // What is paid is looked at once more, in case a bank returned it. A webhook that comes earlier takes nothing away from that.
  const isOver = !isOpenDisbursement(disbursement);
  const now = services.now();
  const dueAt = isOver
    ? lastLookAt(disbursement, now)
    : lookAgainAt(disbursement.createdAt, now, services.settings.funds);
  await postponeDisbursement(services.db, disbursement, dueAt);
}
