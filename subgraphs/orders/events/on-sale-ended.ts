import { chainSale } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { followEvent } from '../commands/follow-event.ts';
import { followSale } from '../domain/follow-sale.ts';
import type { OrdersServices } from '../services.ts';
import { group } from './group.ts';

/** Fulfils an order whose tokens are minted, and refunds the lines whose tokens never will be. */
export const onSaleEnded = (services: OrdersServices): Consumer =>
  consumer({
    group,
    on: chainSale,
    types: ['ended'],
    handle: (event) =>
      followEvent(services, { group, event, orderId: event.subject }, (_, order) =>
        followSale(order, event.data.lines, { now: services.now(), reference: `mint:${event.sequence}` }),
      ),
  });
