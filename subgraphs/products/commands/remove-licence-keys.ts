import { tell } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import { stockOfKeysEvent } from '../domain/licence-key-events.ts';
import { deleteFreeKeys } from '../store/licence-keys.ts';
import { changeGoods, loadOwnDigital } from './change-goods.ts';

/** Removes the licence keys that no order has taken. Those of orders stay. */
export async function removeLicenceKeys(context: ProductsContext, { variantId }: { variantId: string }) {
  const variant = await loadOwnDigital(context, variantId);
  if (isRefusal(variant)) return variant;
  return changeGoods<never>(context, variant, async (client) => {
    const change = await deleteFreeKeys(client, variantId);
    if (change !== null && change.count > 0) {
      await tell(client, [stockOfKeysEvent('keys_removed', change, context.trail)]);
    }
    return null;
  });
}
