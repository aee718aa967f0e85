import { requireScope } from '@soko/auth';
import { conflict, notFound } from '@soko/errors';
import { type Command, once } from '@soko/idempotency';
import { inTransaction, isUniqueViolation } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { ProductsContext } from '../context.ts';
import { forbidsChanging } from '../domain/may-sell.ts';
import { isInStock, isOnSale } from '../domain/product-status.ts';
import type { Product } from '../domain/product.ts';
import { productEvents } from '../domain/product-events.ts';
import { type Refusal, type SellerNotActive, skuTaken } from '../domain/refusals.ts';
import { mayManage } from '../domain/rights.ts';
import { loadProduct } from '../store/find-products.ts';
import { lockProduct, lockStock } from '../store/note-stock.ts';
import { type ChangeRecord, saveProduct } from '../store/save-product.ts';
import { findTakenSkus } from '../store/taken-names.ts';

/** The product to change, and the version that it must have. */
export interface ProductTarget {
  productId: string;
  expectedVersion?: number | null | undefined;
  /** Name of the entity in NOT_FOUND: that of the id which the caller passed. */
  calledThe?: 'The product' | 'The variant';
  /** Saves the change once for each key, with the id of what it made. */
  command?: KeyedChange | undefined;
}

export interface KeyedChange extends Command {
  madeId: string;
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
  { expectedVersion, command }: ProductTarget,
  decide: Decide<Refused>,
  reason: string | null,
): Promise<Product | Refused> {
  if (expectedVersion != null && expectedVersion !== loaded.version) throw versionConflict();
  let before = loaded;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const saved = await decideOnce(context, before, decide, { reason, command });
    if (saved !== 'changed meanwhile') return saved;
    const current = await loadProduct(context.pool, before.id);
    if (current === null) throw notFound('The product');
    if (expectedVersion != null && expectedVersion !== current.product.version) break;
    before = current.product;
  }
  throw versionConflict();
}

async function decideOnce<Refused extends Refusal>(
  context: ProductsContext,
  before: Product,
  decide: Decide<Refused>,
  { reason, command }: { reason: string | null; command: KeyedChange | undefined },
): Promise<Product | Refused | 'changed meanwhile'> {
  const { pool, trail, now } = context;
  const decided: Product | Refusal = await decide(before);
  if (isRefusal(decided)) return decided as Refused;
  const after: Product = { ...decided, version: before.version + 1, updatedAt: now() };
  const events = productEvents(before, after, trail, reason);
  if (events.length === 0) return before;
  try {
    const record = { events, actor: trail.actor, reason };
    const save = dependsOnStock(before, after) ? saveWithStock : saveProduct;
    const isSaved =
      command === undefined
        ? await save(pool, before, after, record)
        : await saveOnce(pool, command, (tx) => saveProduct(tx, before, after, record));
    return isSaved ? after : 'changed meanwhile';
  } catch (error) {
    if (!isUniqueViolation(error, 'variant_seller_id_sku_key')) throw error;
    // Only decisions that have SkuTaken among their refusals can change a SKU.
    return skuTaken(await findTakenSkus(pool, after)) as Refusal as Refused;
  }
}

/** True if the stock that was read decided what is on sale now. */
const dependsOnStock = (before: Product, after: Product): boolean =>
  isOnSale(after) && (after.status !== before.status || after.variants.length < before.variants.length);

class NotSaved extends Error {
  override readonly name = 'NotSaved';
}

/** Saves together with the key of the command. A repeat saves nothing, and gets true as well. */
async function saveOnce(
  pool: pg.Pool,
  { madeId, ...command }: KeyedChange,
  save: (tx: pg.PoolClient) => Promise<boolean>,
): Promise<boolean> {
  try {
    await once(pool, command, async (tx) => {
      if (!(await save(tx))) throw new NotSaved('The product was changed meanwhile.');
      return madeId;
    });
    return true;
  } catch (error) {
    if (error instanceof NotSaved) return false;
    throw error;
  }
}

/** Saves the product if the same variants are still in stock. Otherwise false: a last piece was sold or a first one came. */
const saveWithStock = (pool: pg.Pool, before: Product, after: Product, record: ChangeRecord): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    await lockProduct(tx, before.id);
    const stock = await lockStock(tx, [before.id]);
    const isSame = before.variants.every(
      (variant) =>
        isInStock(before.type, variant) === isInStock(before.type, { available: stock.get(variant.id) ?? null }),
    );
    return isSame && saveProduct(tx, before, after, record);
  });
