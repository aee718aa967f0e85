import { type EventsOf, ordersPromotion, trailOf } from '@soko/events';
import { type Consumer, consumer, tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { rewardRedeemedEvent } from '../domain/chain-events.ts';
import type { ChainServices } from '../services.ts';
import { notePromotionEnd, noteRedemption } from '../store/reward-codes.ts';
import { findReward } from '../store/rewards.ts';
import { group } from './group.ts';

type Services = Pick<ChainServices, 'pool' | 'now'>;

type Used = Extract<
  EventsOf<typeof ordersPromotion>,
  { type: 'orders.promotion.redeemed' | 'orders.promotion.released' }
>;

/** Saves that an order uses the code of a claim, or does not any more. */
async function noteUse({ pool, now }: Services, event: Used): Promise<void> {
  const { claimId } = event.data;
  if (claimId == null) return;
  const isUsed = event.type === 'orders.promotion.redeemed';
  await inTransaction(pool, async (tx) => {
    const claim = await noteRedemption(tx, claimId, isUsed ? new Date(event.time) : null, event.sequence);
    if (claim === null) return;
    const reward = (await findReward(tx, claim.rewardId))!;
    const about = { ...claim, reward, sequence: event.sequence };
    await tell(tx, [rewardRedeemedEvent(isUsed ? 'redeemed' : 'released', about, trailOf(event, 'chain', now))]);
  });
}

/** Follows the promotions of discounts for holders: when they end, and which codes orders use. */
export const onPromotionChanged = (services: Services): Consumer =>
  consumer({
    group,
    on: ordersPromotion,
    types: ['updated', 'ended', 'redeemed', 'released'],
    async handle(event) {
      if ('promotion' in event.data) {
        const { endsAt } = event.data.promotion;
        const end = event.type === 'orders.promotion.ended' ? event.time : endsAt;
        await notePromotionEnd(services.pool, event.subject, end === null ? null : new Date(end), event.sequence);
        return;
      }
      await noteUse(services, event as Used);
    },
  });
