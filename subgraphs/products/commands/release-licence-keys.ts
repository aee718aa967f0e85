import type { EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { orderKeysEvent } from '../domain/licence-key-events.ts';
import type { ProductsServices } from '../services.ts';
import { lockVariants } from '../store/digital-files.ts';
import { findKeyedVariantsOf, freeKeys, lockOrders } from '../store/licence-keys.ts';
import { settleProductsOf } from './follow-stock.ts';

/** Ends an order: its keys that the buyer has not seen can be sold again. A repeat changes nothing. */
export async function releaseLicenceKeys(
  services: Pick<ProductsServices, 'pool' | 'now'>,
  orderId: string,
  trail: EventTrail,
): Promise<void> {
  const { pool, now } = services;
  const variantIds = await inTransaction(pool, async (client) => {
    await lockOrders(client, [orderId], now());
    const keyed = await findKeyedVariantsOf(client, orderId);
    await lockVariants(client, keyed);
    const changes = await freeKeys(client, orderId, now());
    await tell(
      client,
      changes.map((change) => orderKeysEvent('keys_released', { ...change, orderId }, trail)),
    );
    return keyed;
  });
  if (variantIds.length > 0) await settleProductsOf(services, variantIds, () => trail);
}
