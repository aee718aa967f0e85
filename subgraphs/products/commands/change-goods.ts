import { requireScope } from '@soko/auth';
import { notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { ProductsContext } from '../context.ts';
import { forbidsSelling } from '../domain/may-sell.ts';
import type { Variant } from '../domain/product.ts';
import { type NotDigital, notDigital, type Refusal, type SellerNotActive } from '../domain/refusals.ts';
import { mayManage } from '../domain/rights.ts';
import { countGoods, lockVariants } from '../store/digital-files.ts';
import { findVariants, loadProduct } from '../store/find-products.ts';
import { settleProductsOf } from './follow-stock.ts';

/** The variant if the viewer manages it. NOT_FOUND for every other variant, whether it exists or not. */
async function loadOwnDigital(
  context: ProductsContext,
  variantId: string,
): Promise<Variant | SellerNotActive | NotDigital> {
  requireScope(context.viewer, 'products:write');
  const variant = await context.loaders.variant.load(variantId);
  const loaded = variant && (await loadProduct(context.pool, variant.productId));
  const rights = await context.rights();
  if (variant === null || !loaded || !mayManage(rights, loaded.product)) throw notFound('The variant');
  const forbidden = rights.managesAll ? null : forbidsSelling(loaded.sellerStatus);
  return forbidden ?? (loaded.product.type === 'DIGITAL' ? variant : notDigital());
}

/**
 * Changes the files of a variant that the viewer manages, and adjusts what can be bought of it: in one
 * transaction, in which changes of one variant take turns.
 */
export async function changeGoods<Refused extends Refusal>(
  context: ProductsContext,
  variantId: string,
  change: (client: pg.PoolClient, variant: Variant) => Promise<Refused | null>,
): Promise<Variant | Refused | SellerNotActive | NotDigital> {
  const variant = await loadOwnDigital(context, variantId);
  if (isRefusal(variant)) return variant;
  const refused = await inTransaction(context.pool, async (client) => {
    await lockVariants(client, [variantId]);
    const refusal = await change(client, variant);
    if (refusal === null) await countGoods(client, [variantId]);
    return refusal;
  });
  if (refused !== null) return refused;
  await settleProductsOf(context, [variantId], () => context.trail);
  return (await findVariants(context.pool, [variantId])).get(variantId) ?? variant;
}
