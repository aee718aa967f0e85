import { requireScope } from '@soko/auth';
import { isUniqueViolation } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import { sellerFor } from '../domain/may-sell.ts';
import type { Product } from '../domain/product.ts';
import { createdEvent } from '../domain/product-events.ts';
import { type NotStoreMember, type SellerNotActive, skuTaken, type SkuTaken } from '../domain/refusals.ts';
import { productSlug, slugOf } from '../domain/slug.ts';
import { newProduct, type ProductInput } from '../domain/new-product.ts';
import { insertProducts } from '../store/insert-products.ts';
import { findTakenSkus, takenSlugs } from '../store/taken-names.ts';
import { requireCategory } from './require-category.ts';

/** Attempts at choosing a slug, in case another request takes the chosen one at the same time. */
const maxTries = 3;

/** Creates a draft of the viewer, or of the store that the viewer's API key is for. */
export async function createProduct(
  context: ProductsContext,
  input: ProductInput,
): Promise<Product | SellerNotActive | NotStoreMember | SkuTaken> {
  const viewer = requireScope(context.viewer, 'products:write');
  const storeId = viewer.kind === 'apiKey' ? viewer.storeId : (input.storeId ?? null);
  const seller = sellerFor(await context.rights(), storeId);
  if (isRefusal(seller)) return seller;
  await requireCategory(context, input.categoryId ?? null);
  const product = newProduct({ ...input, storeId }, seller.id, context.now());
  return insertWithSlug(context, product, maxTries);
}

async function insertWithSlug(
  context: ProductsContext,
  draft: Product,
  triesLeft: number,
): Promise<Product | SkuTaken> {
  const { pool, trail } = context;
  const taken = await takenSlugs(pool, [slugOf(draft.title)]);
  const product = { ...draft, slug: productSlug(draft.title, draft.id, (slug) => taken.has(slug)) };
  try {
    await insertProducts(pool, [product], [createdEvent(product, trail)], trail.actor);
    return product;
  } catch (error) {
    if (isUniqueViolation(error, 'variant_seller_id_sku_key')) return skuTaken(await findTakenSkus(pool, product));
    if (isUniqueViolation(error, 'product_slug_key') && triesLeft > 1)
      return insertWithSlug(context, draft, triesLeft - 1);
    throw error;
  }
}
