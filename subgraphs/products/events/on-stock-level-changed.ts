import { type EventsOf, fulfilmentStock } from '@soko/events';
import { type Consumer, consumer, gather } from '@soko/outbox';
import { followStock, type StockChange } from '../commands/follow-stock.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

type LevelChanged = Extract<EventsOf<typeof fulfilmentStock>, { type: 'fulfilment.stock.level_changed' }>;

const toChange = (event: LevelChanged): StockChange => {
  const { variantId, available } = event.data;
  return { variantId, available, sequence: event.sequence, event };
};

/** Saves the stock level of each variant. Sequence numbers prevent saving a level twice or late, so no inbox is needed. */
export function onStockLevelChanged(deps: ConsumerDeps): Consumer {
  // Partitions of the topic are handled concurrently; `gather` combines their levels into one call.
  const follow = gather<StockChange>((changes) => followStock(deps, changes));
  return consumer({
    group,
    on: fulfilmentStock,
    types: ['level_changed'],
    handle: (event) => followStock(deps, [toChange(event)]),
    handleMany: (events) => follow(events.map(toChange)),
  });
}
