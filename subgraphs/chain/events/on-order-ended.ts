import { ordersOrder } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { releaseTokens } from '../commands/give-back-tokens.ts';
import type { ChainServices } from '../services.ts';
import { group } from './group.ts';

/** An order that ended before it was charged gives its items back. A repeat changes nothing, so no inbox is needed. */
export const onOrderEnded = (services: Pick<ChainServices, 'pool' | 'now'>): Consumer =>
  consumer({
    group,
    on: ordersOrder,
    types: ['failed', 'cancelled', 'expired'],
    async handle(event) {
      if (event.data.order.lines.some(({ type }) => type === 'NFT')) await releaseTokens(services, event.subject);
    },
  });
