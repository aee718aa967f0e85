import { type Envelope, type EventTrail, trailOf } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { productEvents } from '../domain/product-events.ts';
import { settleStock } from '../domain/product-status.ts';
import type { ProductsServices } from '../services.ts';
import { loadProduct } from '../store/find-products.ts';
import { findUnsettled, lockProduct, noteStock, type StockLevel } from '../store/note-stock.ts';
import { saveProduct } from '../store/save-product.ts';

/** The new level of one variant, with the event that carried it. */
export interface StockChange extends StockLevel {
  event: Envelope;
}

type Services = Pick<ProductsServices, 'pool' | 'now'>;

/** Several processes change levels of one product at the same time, and each settles what it finds. */
const maxRounds = 10;

/**
 * Saves stock levels and adjusts the status of the products: `ACTIVE ⇄ SOLD_OUT`. It takes two statements if no status
 * changes. A repeat changes nothing and completes an interrupted call.
 */
export async function followStock(services: Services, changes: readonly StockChange[]): Promise<void> {
  await noteStock(services.pool, changes);
  const variantIds = [...new Set(changes.map(({ variantId }) => variantId))];
  const causes = new Map(changes.map(({ variantId, event }) => [variantId, event]));
  await settleProductsOf(services, variantIds, (variantId) =>
    trailOf(causes.get(variantId)!, 'products', services.now),
  );
}

/** Adjusts the status of the products of these variants to their stock. One statement if nothing is to be adjusted. */
export async function settleProductsOf(
  services: Services,
  variantIds: readonly string[],
  trailFor: (variantId: string) => EventTrail,
): Promise<void> {
  for (let round = 0; round < maxRounds; round += 1) {
    // Checked again after settling: a level may have changed between reading the product and saving it.
    const unsettled = await findUnsettled(services.pool, variantIds);
    if (unsettled.length === 0) return;
    for (const { id, variantIds: moved } of unsettled) await settleProduct(services, id, trailFor(moved.at(-1)!));
  }
  throw new Error(`Stock levels of ${variantIds.length} variants kept changing; gave up after ${maxRounds} rounds.`);
}

const settleProduct = ({ pool, now }: Services, productId: string, trail: EventTrail): Promise<void> =>
  inTransaction(pool, async (client) => {
    await lockProduct(client, productId);
    const before = (await loadProduct(client, productId))?.product;
    const settled = before && settleStock(before);
    if (before === undefined || settled === undefined || settled.status === before.status) return;
    const after = { ...settled, version: before.version + 1, updatedAt: now() };
    const events = productEvents(before, after, trail);
    await saveProduct(client, before, after, { events, actor: trail.actor, reason: 'stock level' });
  });
