import { productsProduct } from '@soko/events';
import { consumer } from '@soko/outbox';
import { publishToStores } from '../commands/webhooks/publish-to-stores.ts';
import { type ProductEvent, publishProduct } from '../domain/webhooks/publish-products.ts';
import { webhookGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';

const publicationOf = (event: ProductEvent) => ({ event, published: publishProduct(event) });

/** Publishes changes of a product to its store. */
export const onProductForStores = (services: NotificationsServices) =>
  consumer({
    group: webhookGroup,
    on: productsProduct,
    handle: (event) => publishToStores(services, [publicationOf(event)]),
    handleMany: (events) => publishToStores(services, events.map(publicationOf)),
  });
