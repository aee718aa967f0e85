import { requireScope } from '@soko/auth';
import { notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import type { ProductsContext } from '../context.ts';
import { forbidsChanging } from '../domain/may-sell.ts';
import type { Variant } from '../domain/product.ts';
import { type NotDigital, notDigital, type Refusal, type SellerNotActive } from '../domain/refusals.ts';
import { mayManage } from '../domain/rights.ts';
import { countGoods, lockVariants } from '../store/digital-files.ts';
import { findVariants, loadProduct } from '../store/find-products.ts';
import { settleProductsOf } from './follow-stock.ts';

/** The variant if the viewer manages it. NOT_FOUND for every other variant, whether it exists or not. */
export async function loadOwnDigital(
  context: ProductsContext,
  variantId: string,
  calledThe = 'The variant',
): Promise<Variant | SellerNotActive | NotDigital> {
  requireScope(context.viewer, 'products:write');
  const variant = await context.loaders.variant.load(variantId);
  const loaded = variant && (await loadProduct(context.pool, variant.productId));
  const rights = await context.rights();
  if (variant === null || !loaded || !mayManage(rights, loaded.product)) throw notFound(calledThe);
  const forbidden = forbidsChanging(rights, loaded.sellerStatus);
  return forbidden ?? (loaded.product.type === 'DIGITAL' ? variant : notDigital());
}

/** Changes the goods of a digital variant, and adjusts what can be bought of it: in one transaction. Changes take turns. */
export async function changeGoods<Refused extends Refusal>(
  context: ProductsContext,
  variant: Variant,
  change: (client: pg.PoolClient) => Promise<Refused | null>,
): Promise<Variant | Refused> {
  const refused = await inTransaction(context.pool, async (client) => {
    await lockVariants(client, [variant.id]);
    const refusal = await change(client);
    if (refusal === null) await countGoods(client, [variant.id]);
    return refusal;
  });
  if (refused !== null) return refused;
  await settleProductsOf(context, [variant.id], () => context.trail);
  return (await findVariants(context.pool, [variant.id])).get(variant.id) ?? variant;
}
