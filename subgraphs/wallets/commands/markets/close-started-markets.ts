import type { EventTrail } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { v7 } from 'uuid';
import { closeMarkets } from '../../domain/markets/market-steps.ts';
import type { WalletsServices } from '../../services.ts';
import { findStartedEvents, lockSportEvent } from '../../store/markets/find-events.ts';
import { lockMarketsOf } from '../../store/markets/find-markets.ts';
import { saveSteps } from './change-markets.ts';

const reason = 'The event has started.';

/**
 * Closes the markets that are not live of events whose start has passed, though nobody has started them. Bets are refused
 * from the start on without this job: see `domain/markets/open-for-bets.ts`.
 */
export async function closeStartedMarkets({ pool, now }: Pick<WalletsServices, 'pool' | 'now'>): Promise<void> {
  const trail: EventTrail = {
    correlationId: `job_${v7()}`,
    causationId: null,
    actor: { kind: 'service', id: 'wallets' },
    now,
  };
  await workOnRows({
    batch: 200,
    find: (limit, except) => findStartedEvents(pool, { now: now(), limit, except }),
    keyOf: (id) => id,
    work: (id) =>
      inTransaction(pool, async (client) => {
        const event = await lockSportEvent(client, id);
        // It may have been postponed since.
        if (event?.status !== 'SCHEDULED' || event.startsAt > now()) return;
        const markets = (await lockMarketsOf(client, id)).filter(({ isLive }) => !isLive);
        await saveSteps(client, closeMarkets(markets), { trail, reason });
      }),
  });
}
