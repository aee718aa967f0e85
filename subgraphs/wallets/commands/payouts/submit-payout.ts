import type { EventTrail } from '@soko/events';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import type { Payout, PayoutFact } from '../../domain/payouts/payout.ts';
import { forbidsBeginning } from '../../domain/payouts/seller-method.ts';
import { claimDuePayouts } from '../../store/payouts/payouts.ts';
import { askPayments } from '../cash/ask-payments.ts';
import { trailOfJob } from '../wallets/trail-of-job.ts';
import { destinationOf } from './create-payout.ts';
import { followPayout } from './follow-payout.ts';
import type { PayoutServices } from './payout-services.ts';

/** Asks payments to pay. The destination is the one that the payout was made for; a changed one ends it. */
async function ask(services: PayoutServices, payout: Payout): Promise<PayoutFact> {
  const { payments, users } = services.cash;
  const { id: reference, sellerId, userId, currency, amountMinor, kind, correlationId } = payout;
  if (payout.status === 'PROCESSING') {
    const known = await payments.lookAtPayout(reference, correlationId);
    if (known !== null) return known;
  }
  const seller = (await users.payoutMethods([sellerId], correlationId)).get(sellerId);
  const forbidden = forbidsBeginning(seller, payout.methodDigest);
  // Payments may have been asked before that changed.
  if (forbidden !== null) return (await payments.lookAtPayout(reference, correlationId)) ?? forbidden;
  const destination = destinationOf(services, seller!.method!);
  return payments.payOut({ reference, userId, kind, destination, amount: { amountMinor, currency } }, correlationId);
}

/**
 * Asks payments to pay a payout, and follows the answer. A repeat has no second effect. Without an answer the payout stays as it is,
 * and the job `wallets.continue-payouts` asks again. A payout to a bank account waits for a file.
 */
export async function submitPayout(services: PayoutServices, payout: Payout, trail: EventTrail): Promise<Payout> {
  if (payout.kind === 'BANK_ACCOUNT') return payout;
  const fact = await askPayments(services.cash, () => ask(services, payout));
  return (fact && (await followPayout(services, payout.id, fact, trail))) ?? payout;
}

/** Continues payouts that are due: requests that no process finished, and outcomes that no event has brought. */
export function createPayoutWorker(services: PayoutServices): DueWorker {
  const { pool, now, cash } = services;
  return createDueWorker<Payout>({
    atOnce: 8,
    claim: (limit) =>
      claimDuePayouts(pool, limit, { now: now(), until: new Date(now().getTime() + cash.settings.lookMs) }),
    async run(payout) {
      try {
        await submitPayout(services, payout, { ...trailOfJob(now), correlationId: payout.correlationId });
      } catch (error) {
        cash.log.error({ err: error, id: payout.id }, 'could not continue a payout; retrying');
      }
    },
  });
}
