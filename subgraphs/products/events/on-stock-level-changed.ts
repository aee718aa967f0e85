import { type EventsOf, fulfilmentStock } from '@soko/events';
import { type Consumer, consumer, gather } from '@soko/outbox';
import { followStock, type StockNews } from '../commands/follow-stock.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

type LevelChanged = Extract<EventsOf<typeof fulfilmentStock>, { type: 'fulfilment.stock.level_changed' }>;

const newsOf = (event: LevelChanged): StockNews => {
  const { variantId, available } = event.data;
  return { variantId, available, sequence: event.sequence, event };
};

/** What can be bought of each variant. Levels are numbered, so that none is noted twice or late: no inbox is needed. */
export function onStockLevelChanged(deps: ConsumerDeps): Consumer {
  // The partitions of the topic are handled side by side.
  const follow = gather<StockNews>((news) => followStock(deps, news));
  return consumer({
    group,
    on: fulfilmentStock,
    types: ['level_changed'],
    handle: (event) => followStock(deps, [newsOf(event)]),
    handleMany: (events) => follow(events.map(newsOf)),
  });
}
