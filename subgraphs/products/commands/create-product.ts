import { badUserInput } from '@soko/errors';
import type { ProductsContext } from '../context.ts';
import { sellerFor } from '../domain/may-sell.ts';
import type { Product, Variant } from '../domain/product.ts';
import { createdEvent } from '../domain/product-events.ts';
import { isRefusal, type NotStoreMember, refuse, type SellerNotActive, type SkuTaken } from '../domain/refusal.ts';
import { productSlug, slugOf } from '../domain/slug.ts';
import { type WrittenProduct, writeProduct } from '../domain/write-product.ts';
import { findCategory } from '../store/find-categories.ts';
import { insertProducts, takenSkus, takenSlugs } from '../store/insert-products.ts';
import { uniqueViolation } from '../store/unique-violation.ts';
import { requireSignedIn } from './signed-in.ts';

/** How often a slug that somebody else took in the same instant is chosen anew. */
const tries = 3;

/** Writes a new draft of the viewer's, or of the store the viewer's key is for. */
export async function createProduct(
  context: ProductsContext,
  input: WrittenProduct,
): Promise<Product | SellerNotActive | NotStoreMember | SkuTaken> {
  const viewer = requireSignedIn(context.viewer);
  const storeId = viewer.kind === 'apiKey' ? viewer.storeId : (input.storeId ?? null);
  const seller = sellerFor(await context.rights(), storeId);
  if (isRefusal(seller)) return seller;
  await requireCategory(context, input.categoryId ?? null);
  const product = writeProduct({ ...input, storeId }, seller.id, context.now());
  return insert(context, product, tries);
}

/** Unknown categories are the caller's mistake. */
export async function requireCategory(
  { pool }: Pick<ProductsContext, 'pool'>,
  categoryId: string | null,
): Promise<void> {
  if (categoryId === null || (await findCategory(pool, categoryId)) !== null) return;
  throw badUserInput('There is no such category.', 'categoryId');
}

async function insert(context: ProductsContext, written: Product, triesLeft: number): Promise<Product | SkuTaken> {
  const { pool, trail } = context;
  const taken = await takenSlugs(pool, [slugOf(written.title)]);
  const product = { ...written, slug: productSlug(written.title, written.id, (slug) => taken.has(slug)) };
  try {
    await insertProducts(pool, [product], [createdEvent(product, trail)], trail.actor);
    return product;
  } catch (error) {
    const index = uniqueViolation(error);
    if (index === 'variant_seller_id_sku_key') return skuTaken(context, product);
    if (index === 'product_slug_key' && triesLeft > 1) return insert(context, written, triesLeft - 1);
    throw error;
  }
}

/** Names the SKUs that stand in the way of saving the product. */
export async function skuTaken({ pool }: Pick<ProductsContext, 'pool'>, product: Product): Promise<SkuTaken> {
  const skus = product.variants.map(({ sku }) => sku);
  const owners = await takenSkus(pool, product.sellerId, skus);
  const standsInTheWay = ({ id, sku }: Variant): boolean => owners.has(sku) && owners.get(sku) !== id;
  const taken = product.variants.filter(standsInTheWay).map(({ sku }) => sku);
  return refuse('SkuTaken', `The seller has another variant with the SKU ${taken.join(', ')}.`, { skus: taken });
}
