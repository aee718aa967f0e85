import { fulfilmentStock } from '@soko/events';
import { consumer } from '@soko/outbox';
import { publishToStores } from '../commands/webhooks/publish-to-stores.ts';
import { publishStock, type StockEvent } from '../domain/webhooks/publish-products.ts';
import { webhookGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';

const publicationOf = (event: StockEvent) => ({ event, published: publishStock(event) });

/** Publishes to the store of a product that its stock is low, or available again. */
export const onStockForStores = (services: NotificationsServices) =>
  consumer({
    group: webhookGroup,
    on: fulfilmentStock,
    types: ['low', 'back_in_stock'],
    handle: (event) => publishToStores(services, [publicationOf(event)]),
    handleMany: (events) => publishToStores(services, events.map(publicationOf)),
  });
