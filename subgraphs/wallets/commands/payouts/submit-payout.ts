import type { EventTrail } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { notCovered } from '../../domain/payouts/coverage.ts';
import { isUnderWay, type Payout, type PayoutFact } from '../../domain/payouts/payout.ts';
import { forbidsBeginning, type SellerMethod } from '../../domain/payouts/seller-method.ts';
import { lockAvailable } from '../../store/payouts/payable.ts';
import { claimDuePayouts, lockPayout, saveAsked } from '../../store/payouts/payouts.ts';
import { askPayments } from '../cash/ask-payments.ts';
import { trailOfJob } from '../wallets/trail-of-job.ts';
import { destinationOf } from './create-payout.ts';
import { applyToPayout, followPayout } from './follow-payout.ts';
import type { PayoutServices } from './payout-services.ts';

/**
 * Notes the destination before payments is asked: from then on the payout goes there, because nobody knows whether a request that was
 * not answered arrives later. A payout that must not begin, or that is not covered any more, ends instead. Returns the payout as it is
 * then; null when it must end, and may not.
 */
const begin = (
  services: PayoutServices,
  { id, mayEnd }: { id: string; mayEnd: boolean },
  seller: SellerMethod | undefined,
  trail: EventTrail,
): Promise<Payout | null> =>
  inTransaction(services.pool, async (tx) => {
    const before = (await lockPayout(tx, id))!;
    if (!isUnderWay(before) || before.askedSealed !== null) return before;
    const isCovered = before.status !== 'SCHEDULED' || (await lockAvailable(tx, before, trail.now())) >= 0n;
    const forbidden = forbidsBeginning(seller, before.methodDigest) ?? (isCovered ? null : notCovered);
    if (forbidden !== null && !mayEnd) return null;
    if (forbidden !== null) return (await applyToPayout(tx, services, { before, fact: forbidden }, trail))!.after;
    const { sealed } = seller!.method!;
    await saveAsked(tx, id, sealed);
    return { ...before, askedSealed: sealed };
  });

interface Asked {
  payout: Payout;
  /** What payments says. Null when it was not asked. */
  fact: PayoutFact | null;
}

/** Asks payments to pay. The destination is the one that the payout was made for; one that was changed before ends it. */
async function ask(services: PayoutServices, payout: Payout, trail: EventTrail): Promise<Asked> {
  const { payments, users } = services.cash;
  const { id: reference, sellerId, userId, currency, amountMinor, kind, correlationId } = payout;
  if (payout.status === 'PROCESSING' || payout.askedSealed !== null) {
    const known = await payments.lookAtPayout(reference, correlationId);
    if (known !== null) return { payout, fact: known };
  }
  let begun: Payout | null = payout;
  if (payout.askedSealed === null) {
    const seller = (await users.payoutMethods([sellerId], correlationId)).get(sellerId);
    begun = await begin(services, { id: reference, mayEnd: false }, seller, trail);
    if (begun === null) {
      // An earlier version of Soko asked payments without noting it.
      const known = await payments.lookAtPayout(reference, correlationId);
      if (known !== null) return { payout, fact: known };
      begun = (await begin(services, { id: reference, mayEnd: true }, seller, trail))!;
    }
  }
  if (begun.askedSealed === null) return { payout: begun, fact: null };
  const destination = destinationOf(services, begun.askedSealed);
  const wanted = { reference, userId, kind, destination, amount: { amountMinor, currency } };
  return { payout: begun, fact: await payments.payOut(wanted, correlationId) };
}

/**
 * Asks payments to pay a payout, and follows the answer. A repeat has no second effect. Without an answer the payout stays as it is,
 * and the job `wallets.continue-payouts` asks again. A payout to a bank account waits for a file.
 */
export async function submitPayout(services: PayoutServices, payout: Payout, trail: EventTrail): Promise<Payout> {
  if (payout.kind === 'BANK_ACCOUNT') return payout;
  const asked = await askPayments(services.cash, () => ask(services, payout, trail));
  if (asked?.fact == null) return asked?.payout ?? payout;
  return (await followPayout(services, payout.id, asked.fact, trail)) ?? asked.payout;
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
