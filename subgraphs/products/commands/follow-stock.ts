import { type Envelope, trailOf } from '@soko/events';
import type pg from 'pg';
import { productEvents } from '../domain/product-events.ts';
import { settleStock } from '../domain/product-status.ts';
import { loadProduct } from '../store/find-products.ts';
import { findUnsettled, lockProduct, noteStock, type StockLevel } from '../store/note-stock.ts';
import { saveProduct } from '../store/save-product.ts';
import { inTransaction } from '../store/transaction.ts';

/** News of one variant's level, with the event that told it. */
export interface StockNews extends StockLevel {
  event: Envelope;
}

interface Services {
  pool: pg.Pool;
  now: () => Date;
}

/** Levels of a product's variants move in several processes at once; each settles what it finds unsettled. */
const mostRounds = 10;

/**
 * Notes stock levels, and brings the products in line with them: `ACTIVE ⇄ SOLD_OUT`. Two statements where no product
 * changes. Doing it again changes nothing, and finishes what was interrupted.
 */
export async function followStock(services: Services, news: readonly StockNews[]): Promise<void> {
  await noteStock(services.pool, news);
  const variantIds = [...new Set(news.map(({ variantId }) => variantId))];
  const causes = new Map(news.map(({ variantId, event }) => [variantId, event]));
  for (let round = 0; round < mostRounds; round += 1) {
    // Once more after settling: a level may have moved between reading the product and saving it.
    const unsettled = await findUnsettled(services.pool, variantIds);
    if (unsettled.length === 0) return;
    for (const { id, variantIds: moved } of unsettled) await settle(services, id, causes.get(moved.at(-1)!)!);
  }
  throw new Error(`Stock levels kept moving while products of ${variantIds.length} variants were to be settled.`);
}

const settle = ({ pool, now }: Services, productId: string, cause: Envelope): Promise<void> =>
  inTransaction(pool, async (client) => {
    await lockProduct(client, productId);
    const before = (await loadProduct(client, productId))?.product;
    const settled = before && settleStock(before);
    if (before === undefined || settled === undefined || settled.status === before.status) return;
    const after = { ...settled, version: before.version + 1, updatedAt: now() };
    const trail = trailOf(cause, 'products', now);
    const events = productEvents(before, after, trail);
    await saveProduct(client, before, after, { events, actor: trail.actor, reason: 'stock level' });
  });
