import type { EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { payoutEvent } from '../../domain/payouts/payout-events.ts';
import { followPayout as decide, type Payout, type PayoutFact, type PayoutStep } from '../../domain/payouts/payout.ts';
import { isLedgerRefusal, post, postHold, voidHold } from '../../ledger/index.ts';
import { blockMethod } from '../../store/payouts/blocks.ts';
import { lockPayout, savePayout } from '../../store/payouts/payouts.ts';
import { afterwards } from '../../store/payouts/postings.ts';
import { isFaultOfMethod } from '../../domain/payouts/seller-method.ts';
import type { PayoutServices } from './payout-services.ts';

async function postStep(tx: pg.PoolClient, { after, posting }: PayoutStep, at: Date): Promise<void> {
  const reference = `payout:${after.id}`;
  if (posting === 'post' || posting === 'void') {
    const ended =
      posting === 'post'
        ? await postHold(tx, { reference, postReference: `${reference}:paid`, at, kind: 'payout' })
        : await voidHold(tx, { reference, at });
    if ('refused' in ended) throw new Error(`The hold ${reference} could not be ended: ${ended.refused}.`);
  } else if (posting !== null) {
    const posted = await post(tx, [afterwards(after, posting, at)]);
    if (isLedgerRefusal(posted)) throw new Error(`The ledger refused ${reference}: ${posted.refused}.`);
  }
}

/** Applies a fact to a payout that is locked: the change, its posting, its history and its event. Null when nothing changes. */
export async function applyToPayout(
  tx: pg.PoolClient,
  services: Pick<PayoutServices, 'cash'>,
  { before, fact, reason = null }: { before: Payout; fact: PayoutFact; reason?: string | null },
  trail: EventTrail,
): Promise<PayoutStep | null> {
  const now = trail.now();
  const step = decide(before, fact, now, services.cash.settings.lookMs);
  if (step === null) return null;
  await postStep(tx, step, fact.kind === 'paid' ? fact.at : now);
  const { after } = step;
  await savePayout(tx, after, { from: before.status, by: trail.actor, reason });
  if (after.failure !== null && isFaultOfMethod(after.failure.code)) await blockMethod(tx, after, now);
  await tell(tx, [payoutEvent(after, trail)]);
  return step;
}

/** Applies a fact to a payout in one transaction. Repeats have no effect. Null when there is no such payout. */
export async function followPayout(
  services: PayoutServices,
  id: string,
  fact: PayoutFact,
  trail: EventTrail,
): Promise<Payout | null> {
  const followed = await inTransaction(services.pool, async (tx) => {
    const before = await lockPayout(tx, id);
    return before && { before, step: await applyToPayout(tx, services, { before, fact }, trail) };
  });
  if (followed === null) return null;
  const { before, step } = followed;
  if (step?.posting === 'late') {
    services.cash.log.error({ payout: id }, 'a provider paid a payout that it had refused; the seller has the money');
  }
  return step?.after ?? before;
}
