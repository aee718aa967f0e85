import { fulfilmentStock, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { productEvents } from '../domain/product-events.ts';
import { settleStock } from '../domain/product-status.ts';
import { loadProduct } from '../store/find-products.ts';
import { noteStock } from '../store/note-stock.ts';
import { saveProduct } from '../store/save-product.ts';
import { onceOnly } from '../store/transaction.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** `ACTIVE ⇄ SOLD_OUT`: the last one was sold, or there are some again. */
export const onStockLevelChanged = ({ pool, now }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: fulfilmentStock,
    types: ['level_changed'],
    handle: (event) =>
      onceOnly(pool, group, event, async (client) => {
        const productId = await noteStock(client, event.data.variantId, event.data.available);
        const before = productId === null ? null : ((await loadProduct(client, productId))?.product ?? null);
        if (before === null) return;
        const settled = settleStock(before);
        if (settled.status === before.status) return;
        const after = { ...settled, version: before.version + 1, updatedAt: now() };
        const trail = trailOf(event, 'products', now);
        const events = productEvents(before, after, trail);
        await saveProduct(client, before, after, { events, actor: trail.actor, reason: 'stock level' });
      }),
  });
