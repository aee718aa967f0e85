import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import { seal } from '@soko/seal';
import type { ProductsContext } from '../context.ts';
import { digestsOf, keySeal, maxFreeKeys, readLicenceKeys } from '../domain/licence-key.ts';
import { stockOfKeysEvent } from '../domain/licence-key-events.ts';
import { tooManyLicenceKeys } from '../domain/refusals.ts';
import { findKeyCounts, insertKeys } from '../store/licence-keys.ts';
import { changeGoods, loadOwnDigital } from './change-goods.ts';

interface AddLicenceKeysInput {
  variantId: string;
  keys: readonly string[];
}

/** Adds licence keys to a variant. Keys that it has or had are left out, so a repeat changes nothing. */
export async function addLicenceKeys(context: ProductsContext, { variantId, keys }: AddLicenceKeysInput) {
  const { sealKeys, now, trail } = context;
  const values = readLicenceKeys(keys);
  const variant = await loadOwnDigital(context, variantId);
  if (isRefusal(variant)) return variant;
  const sealed = values.map((value) => ({
    id: newId('lky'),
    sealed: seal(sealKeys, keySeal, value),
    digests: digestsOf(sealKeys, value),
  }));
  let added = 0;
  const outcome = await changeGoods(context, variant, async (client) => {
    const { available } = (await findKeyCounts(client, [variantId])).get(variantId) ?? { available: 0 };
    if (available + values.length > maxFreeKeys) return tooManyLicenceKeys(maxFreeKeys);
    const change = await insertKeys(client, variantId, sealed, now());
    added = change?.count ?? 0;
    if (change !== null) await tell(client, [stockOfKeysEvent('keys_added', change, trail)]);
    return null;
  });
  return isRefusal(outcome) ? outcome : { variant: outcome, added, repeated: keys.length - added };
}
