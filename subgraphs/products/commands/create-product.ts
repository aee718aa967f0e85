import { requireScope } from '@soko/auth';
import { notFound } from '@soko/errors';
import { type Command, once, readIdempotencyKey } from '@soko/idempotency';
import { isUniqueViolation, type Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import { sellerFor } from '../domain/may-sell.ts';
import type { Product } from '../domain/product.ts';
import { createdEvent } from '../domain/product-events.ts';
import { type NotStoreMember, type SellerNotActive, skuTaken, type SkuTaken } from '../domain/refusals.ts';
import { productSlug, slugOf } from '../domain/slug.ts';
import { newProduct, type ProductInput } from '../domain/new-product.ts';
import { loadProduct } from '../store/find-products.ts';
import { insertProducts } from '../store/insert-products.ts';
import { findTakenSkus, takenSlugs } from '../store/taken-names.ts';
import { requireCategory } from './require-category.ts';

/** Attempts at choosing a slug, in case another request takes the chosen one at the same time. */
const maxTries = 3;

/** Creates a draft of the viewer, or of the store that the viewer's API key is for. */
export async function createProduct(
  context: ProductsContext,
  { idempotencyKey, ...input }: ProductInput & { idempotencyKey?: string | null | undefined },
): Promise<Product | SellerNotActive | NotStoreMember | SkuTaken> {
  const viewer = requireScope(context.viewer, 'products:write');
  const storeId = viewer.kind === 'apiKey' ? viewer.storeId : (input.storeId ?? null);
  const seller = sellerFor(await context.rights(), storeId);
  if (isRefusal(seller)) return seller;
  await requireCategory(context, input.categoryId ?? null);
  const product = newProduct({ ...input, storeId }, seller.id, context.now());
  if (idempotencyKey == null) return insertWithSlug(context, product, maxTries);
  const key = readIdempotencyKey(idempotencyKey);
  const command = { owner: viewer.id, key, input: { command: 'createProduct', ...input, storeId } };
  return insertWithSlug(context, product, maxTries, command);
}

/** Saves the product, or returns the one that the command saved before. */
async function insertOnce({ pool, trail }: ProductsContext, product: Product, command?: Command): Promise<Product> {
  const insert = (db: Queryable) => insertProducts(db, [product], [createdEvent(product, trail)], trail.actor);
  if (command === undefined) {
    await insert(pool);
    return product;
  }
  const id = await once(pool, command, async (tx) => {
    await insert(tx);
    return product.id;
  });
  if (id === product.id) return product;
  const first = await loadProduct(pool, id);
  if (first === null) throw notFound('The product');
  return first.product;
}

async function insertWithSlug(
  context: ProductsContext,
  draft: Product,
  triesLeft: number,
  command?: Command,
): Promise<Product | SkuTaken> {
  const { pool } = context;
  const taken = await takenSlugs(pool, [slugOf(draft.title)]);
  const product = { ...draft, slug: productSlug(draft.title, draft.id, (slug) => taken.has(slug)) };
  try {
    return await insertOnce(context, product, command);
  } catch (error) {
    if (isUniqueViolation(error, 'variant_seller_id_sku_key')) return skuTaken(await findTakenSkus(pool, product));
    if (isUniqueViolation(error, 'product_slug_key') && triesLeft > 1)
      return insertWithSlug(context, draft, triesLeft - 1, command);
    throw error;
  }
}
