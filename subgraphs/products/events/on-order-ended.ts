import { ordersOrder, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { releaseLicenceKeys } from '../commands/release-licence-keys.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** An order that ended before it was charged gives its licence keys back. A repeat changes nothing, so no inbox is needed. */
export const onOrderEnded = (deps: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: ordersOrder,
    types: ['failed', 'cancelled', 'expired'],
    handle: async (event) => {
      if (!event.data.order.lines.some(({ type }) => type === 'DIGITAL')) return;
      await releaseLicenceKeys(deps, event.subject, trailOf(event, 'products', deps.now));
    },
  });
