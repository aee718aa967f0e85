import { requireScope } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import type { Envelope } from '@soko/events';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { readList } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { ProductsContext } from '../context.ts';
import {
  type BulkChanges,
  type BulkEditInput,
  type EditedProduct,
  editInBulk,
  maxEdited,
  readBulkChanges,
} from '../domain/bulk-edit.ts';
import { forbidsChanging } from '../domain/may-sell.ts';
import { productEvents } from '../domain/product-events.ts';
import { type FilterInput, type ProductFilter, readFilter } from '../domain/product-filter.ts';
import { productNotFound, tooManyProducts, type TooManyProducts } from '../domain/refusals.ts';
import { mayManage, type Rights } from '../domain/rights.ts';
import { findVariantsWithoutGoods } from '../store/digital-files.ts';
import { findCategories } from '../store/find-categories.ts';
import { type LoadedProduct, loadProducts } from '../store/find-products.ts';
import { findManagedIds, lockManagedProducts } from '../store/managed-products.ts';
import { lockStock } from '../store/note-stock.ts';
import { type ProductChange, saveLockedProducts } from '../store/save-product.ts';

export interface BulkEditProductsInput extends BulkEditInput {
  productIds?: readonly string[] | null | undefined;
  filter?: FilterInput | null | undefined;
  idempotencyKey: string;
}

/** The products of a call, by id or by filter. */
type Selection = { ids: readonly string[] } | { filter: ProductFilter };

/** Archived products cannot be changed. */
const changeable = ['DRAFT', 'ACTIVE', 'SOLD_OUT', 'PAUSED', 'BLOCKED'] as const;

function readSelection({ productIds, filter }: BulkEditProductsInput): Selection {
  if ((productIds == null) === (filter == null)) throw badUserInput('Pass either `productIds` or `filter`.', 'filter');
  if (productIds != null) return { ids: [...new Set(readList(productIds, 'productIds', { min: 1, max: maxEdited }))] };
  const read = readFilter(filter!);
  return { filter: { ...read, status: read.status ?? changeable } };
}

/** What became of the products of a call, in its order. */
export type ProductsEdited = { products: EditedProduct[] };

/** Changes many products of the viewer in one transaction. A product that is refused affects no other. */
export async function bulkEditProducts(
  context: ProductsContext,
  input: BulkEditProductsInput,
): Promise<ProductsEdited | TooManyProducts> {
  const { id: owner } = requireScope(context.viewer, 'products:write');
  const key = readIdempotencyKey(input.idempotencyKey);
  const selection = readSelection(input);
  const changes = readBulkChanges(input);
  const rights = await context.rights();
  const command = { owner, key, input: ['bulkEditProducts', input] };
  return once<ProductsEdited | TooManyProducts>(context.pool, command, async (tx) => {
    const ids = 'ids' in selection ? selection.ids : await findManagedIds(tx, selection.filter, rights, maxEdited + 1);
    if (ids.length > maxEdited) return tooManyProducts(maxEdited);
    return { products: await editBatch(tx, context, rights, ids, changes) };
  });
}

async function editBatch(
  tx: pg.PoolClient,
  { trail, now }: ProductsContext,
  rights: Rights,
  ids: readonly string[],
  changes: BulkChanges,
): Promise<EditedProduct[]> {
  const managed = await lockManagedProducts(tx, ids, rights);
  if (managed.length === 0 && ids.length > 0) throw notFound('The product');
  await requireCategory(tx, changes.categoryId);
  if (changes.status === 'PUBLISH') await lockStock(tx, managed);
  const loaded = await loadProducts(tx, managed);
  const withoutGoods = changes.status === 'PUBLISH' ? await findVariantsWithoutGoods(tx, managed) : [];
  const facts = { now: now(), withoutGoods };
  const saved: ProductChange[] = [];
  const events: Envelope[] = [];
  const products = ids.map((productId): EditedProduct => {
    const decided = decide(loaded.get(productId), rights, changes, facts) ?? productNotFound(productId);
    if (isRefusal(decided)) return { productId, changed: false, refusal: decided };
    const { before } = decided;
    const after = { ...decided.after, version: before.version + 1, updatedAt: facts.now };
    const told = productEvents(before, after, trail);
    if (told.length === 0) return { productId, changed: false, refusal: null };
    events.push(...told);
    saved.push({ before, after });
    return { productId, changed: true, refusal: null };
  });
  await saveLockedProducts(tx, saved, { events, actor: trail.actor, reason: null });
  return products;
}

/** As for a single product, in the transaction. Throws BAD_USER_INPUT for the id of a category that does not exist. */
async function requireCategory(tx: pg.PoolClient, categoryId: string | null): Promise<void> {
  if (categoryId === null || (await findCategories(tx, [categoryId])).has(categoryId)) return;
  throw badUserInput('No category has this id.', 'categoryId');
}

/** The product before and after, or a refusal. Null for a product that the viewer does not manage. */
function decide(
  loaded: LoadedProduct | undefined,
  rights: Rights,
  changes: BulkChanges,
  facts: Parameters<typeof editInBulk>[2],
) {
  if (loaded === undefined || !mayManage(rights, loaded.product)) return null;
  const { product: before, sellerStatus } = loaded;
  const after = forbidsChanging(rights, sellerStatus) ?? editInBulk(before, changes, facts);
  return isRefusal(after) ? after : { before, after };
}
