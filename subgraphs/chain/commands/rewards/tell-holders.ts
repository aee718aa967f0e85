import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { rewardOfferEvent } from '../../domain/chain-events.ts';
import type { ChainServices } from '../../services.ts';
import { lockUntold, nextHolders, saveTold } from '../../store/reward-offers.ts';

/** People of one transaction. */
const page = 500;

/**
 * Tells people of rewards that they can claim, once each: a page in each transaction, so that a process that dies leaves whole pages
 * and the next one goes on behind them. Who gets the token later is not told.
 */
export async function tellHolders({ pool, now }: Pick<ChainServices, 'pool' | 'now'>): Promise<void> {
  const tellPage = () =>
    inTransaction(pool, async (tx) => {
      const at = now();
      const reward = await lockUntold(tx, at);
      if (reward === null) return false;
      const people = await nextHolders(tx, reward, page);
      const actor = { kind: 'service', id: 'chain' } as const;
      const trail: EventTrail = { correlationId: newId('req'), causationId: null, actor, now };
      await tell(
        tx,
        people.map(({ userId }, index) => rewardOfferEvent(reward, userId, reward.told + index + 1, trail)),
      );
      const toldUntil = people.at(-1)?.hash ?? reward.toldUntil;
      await saveTold(tx, reward.id, { toldUntil, told: people.length, toldAt: people.length < page ? at : null });
      return true;
    });
  while (await tellPage());
}
