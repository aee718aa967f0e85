import { requireScope } from '@soko/auth';
import { conflict, notFound } from '@soko/errors';
import { isUniqueViolation } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import { forbidsChanging } from '../domain/may-sell.ts';
import { isOnSale } from '../domain/product-status.ts';
import type { Product } from '../domain/product.ts';
import { productEvents } from '../domain/product-events.ts';
import { type Refusal, type SellerNotActive, skuTaken } from '../domain/refusals.ts';
import { mayManage } from '../domain/rights.ts';
import { loadProduct } from '../store/find-products.ts';
import { saveProduct } from '../store/save-product.ts';
import { findTakenSkus } from '../store/taken-names.ts';
import { settleProductsOf } from './follow-stock.ts';

/** The product to change, and the version that it must have. */
export interface ProductTarget {
  productId: string;
  expectedVersion?: number | null | undefined;
  /** Name of the entity in NOT_FOUND: that of the id which the caller passed. */
  calledThe?: 'The product' | 'The variant';
}

type Decide<Refused extends Refusal> = (product: Product) => Product | Refused | Promise<Product | Refused>;

/**
 * Loads, decides and saves a product that the viewer manages. NOT_FOUND for every other product, whether it exists or
 * not. CONFLICT if its version is not the expected one. A decision without changes saves nothing. `decide` may run again.
 */
export async function changeOwnProduct<Refused extends Refusal>(
  context: ProductsContext,
  target: ProductTarget,
  decide: Decide<Refused>,
): Promise<Product | Refused | SellerNotActive> {
  requireScope(context.viewer, 'products:write');
  const rights = await context.rights();
  const loaded = await loadProduct(context.pool, target.productId);
  if (loaded === null || !mayManage(rights, loaded.product)) throw notFound(target.calledThe ?? 'The product');
  const forbidden = forbidsChanging(rights, loaded.sellerStatus);
  return forbidden ?? decideAndSave(context, loaded.product, target, decide, null);
}

/** The same for support, who may block products of any seller. */
export async function changeAnyProduct<Refused extends Refusal>(
  context: ProductsContext,
  target: ProductTarget,
  decide: Decide<Refused>,
  reason: string | null,
): Promise<Product | Refused> {
  const loaded = await loadProduct(context.pool, target.productId);
  if (loaded === null) throw notFound('The product');
  return decideAndSave(context, loaded.product, target, decide, reason);
}

const versionConflict = () =>
  conflict('The product was changed in the meantime. Read it again and repeat the changes.', 'expectedVersion');

/** Attempts for a caller who expects no version, while stock levels and others change the product. */
const maxAttempts = 10;

/** Decides again on the newest product when it was changed meanwhile, unless the caller expects a version. */
async function decideAndSave<Refused extends Refusal>(
  context: ProductsContext,
  loaded: Product,
  { expectedVersion }: ProductTarget,
  decide: Decide<Refused>,
  reason: string | null,
): Promise<Product | Refused> {
  if (expectedVersion != null && expectedVersion !== loaded.version) throw versionConflict();
  let before = loaded;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const saved = await decideOnce(context, before, decide, reason);
    if (saved !== 'changed meanwhile') return saved;
    if (expectedVersion != null) break;
    const current = await loadProduct(context.pool, before.id);
    if (current === null) throw notFound('The product');
    before = current.product;
  }
  throw versionConflict();
}

async function decideOnce<Refused extends Refusal>(
  context: ProductsContext,
  before: Product,
  decide: Decide<Refused>,
  reason: string | null,
): Promise<Product | Refused | 'changed meanwhile'> {
  const { pool, trail, now } = context;
  const decided: Product | Refusal = await decide(before);
  if (isRefusal(decided)) return decided as Refused;
  const after: Product = { ...decided, version: before.version + 1, updatedAt: now() };
  const events = productEvents(before, after, trail, reason);
  if (events.length === 0) return before;
  try {
    const isSaved = await saveProduct(pool, before, after, { events, actor: trail.actor, reason });
    if (!isSaved) return 'changed meanwhile';
  } catch (error) {
    if (!isUniqueViolation(error, 'variant_seller_id_sku_key')) throw error;
    // Only decisions that have SkuTaken among their refusals can change a SKU.
    return skuTaken(await findTakenSkus(pool, after)) as Refusal as Refused;
  }
  return dependsOnStock(before, after) ? settleAgain(context, after) : after;
}

/** True if the stock that was read decided what is on sale now. */
const dependsOnStock = (before: Product, after: Product): boolean =>
  isOnSale(after) && (after.status !== before.status || after.variants.length < before.variants.length);

/** Stock may have changed between reading the product and saving it. */
async function settleAgain(context: ProductsContext, saved: Product): Promise<Product> {
  const variantIds = saved.variants.map(({ id }) => id);
  await settleProductsOf(context, variantIds, () => context.trail);
  return (await loadProduct(context.pool, saved.id))?.product ?? saved;
}
