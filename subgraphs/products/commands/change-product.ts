import { conflict, notFound } from '@soko/errors';
import type { ProductsContext } from '../context.ts';
import { forbidsSelling } from '../domain/may-sell.ts';
import type { Product } from '../domain/product.ts';
import { productEvents } from '../domain/product-events.ts';
import { isRefusal, type Refusal, type SellerNotActive } from '../domain/refusal.ts';
import { mayManage } from '../domain/rights.ts';
import { loadProduct } from '../store/find-products.ts';
import { saveProduct } from '../store/save-product.ts';
import { uniqueViolation } from '../store/unique-violation.ts';
import { skuTaken } from './create-product.ts';
import { requireSignedIn } from './signed-in.ts';

/** Which product to change, and the version it must still have, if that matters to the caller. */
export interface Target {
  productId: string;
  expectedVersion?: number | null | undefined;
}

/**
 * Load → decide → save, for whoever manages the product. NOT_FOUND for everybody else, whether it exists or not;
 * CONFLICT when its version moved. A decision that changes nothing saves nothing.
 */
export async function changeOwnProduct<Refused extends Refusal>(
  context: ProductsContext,
  target: Target,
  decide: (product: Product) => Product | Refused | Promise<Product | Refused>,
): Promise<Product | Refused | SellerNotActive> {
  requireSignedIn(context.viewer);
  const rights = await context.rights();
  const loaded = await loadProduct(context.pool, target.productId);
  if (loaded === null || !mayManage(rights, loaded.product)) throw notFound('Product');
  const forbidden = rights.managesAll ? null : forbidsSelling(loaded.sellerStatus);
  return forbidden ?? save(context, loaded.product, target, decide, null);
}

/** The same for support, who need not own what they block. */
export async function changeAnyProduct<Refused extends Refusal>(
  context: ProductsContext,
  target: Target,
  decide: (product: Product) => Product | Refused,
  reason: string | null,
): Promise<Product | Refused> {
  const loaded = await loadProduct(context.pool, target.productId);
  if (loaded === null) throw notFound('Product');
  return save(context, loaded.product, target, decide, reason);
}

const moved = () =>
  conflict('The product was changed meanwhile. Read it again and repeat what still makes sense.', 'expectedVersion');

async function save<Refused extends Refusal>(
  { pool, trail, now }: ProductsContext,
  before: Product,
  { expectedVersion }: Target,
  decide: (product: Product) => Product | Refused | Promise<Product | Refused>,
  reason: string | null,
): Promise<Product | Refused> {
  if (expectedVersion != null && expectedVersion !== before.version) throw moved();
  const decided: Product | Refusal = await decide(before);
  if (isRefusal(decided)) return decided as Refused;
  const after: Product = { ...decided, version: before.version + 1, updatedAt: now() };
  const events = productEvents(before, after, trail, reason);
  if (events.length === 0) return before;
  try {
    if (await saveProduct(pool, before, after, { events, actor: trail.actor, reason })) return after;
  } catch (error) {
    // The decision allows a SKU only where SkuTaken is among its refusals.
    if (uniqueViolation(error) === 'variant_seller_id_sku_key')
      return (await skuTaken({ pool }, after)) as Refusal as Refused;
    throw error;
  }
  throw moved();
}
