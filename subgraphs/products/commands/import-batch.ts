import { isCallersMistake } from '@soko/errors';
import type { Envelope, EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { isRefusal } from '@soko/refusals';
import type { GraphQLError } from 'graphql';
import type pg from 'pg';
import { BadRow, type ImportedRow } from '../domain/imported-row.ts';
import { hasSameHead, isSameVariant } from '../domain/is-same-product.ts';
import { newProduct } from '../domain/new-product.ts';
import { createdEvent, productEvents } from '../domain/product-events.ts';
import type { ProductImport } from '../domain/product-import.ts';
import { toPublished } from '../domain/product-status.ts';
import { cleanSku, readVariant } from '../domain/read-variant.ts';
import { appendVariant } from '../domain/product-variants.ts';
import type { Product } from '../domain/product.ts';
import { productSlug, slugOf } from '../domain/slug.ts';
import { findCategoriesByName } from '../store/find-categories.ts';
import { findSellersOfStore } from '../store/exported-products.ts';
import { loadProducts } from '../store/find-products.ts';
import { insertProducts } from '../store/insert-products.ts';
import { saveProduct } from '../store/save-product.ts';
import { findSkuOwners, lockImportsOf, takenSlugs } from '../store/taken-names.ts';

/** A record of the file: a valid row, or the reason why it is invalid. */
export type ReadRow = { line: number } & ({ row: ImportedRow } | { reason: string });

export interface BatchOutcome {
  created: number;
  /** Rows that equal a product or a variant of the seller. */
  unchanged: number;
  errors: { line: number; reason: string }[];
}

/** Changes that the batch makes: new products, and existing products with further variants. */
interface BatchChanges {
  added: { line: number; product: Product }[];
  changed: Map<string, { before: Product; after: Product }>;
  unchanged: number;
  errors: BatchOutcome['errors'];
  /** SKUs of product rows that repeat a row of the file: rows of their further variants must not join another product. */
  repeated: Set<string>;
}

/** Facts about the catalogue before the batch. */
interface CatalogueFacts {
  categoryIds: ReadonlyMap<string, string>;
  takenSkus: Set<string>;
  /** Products that have a SKU of the batch, by SKU: that of the seller, and those of others in the store of the import. */
  products: ReadonlyMap<string, readonly Product[]>;
}

const skusOf = (row: ImportedRow): string[] =>
  row.kind === 'variant' ? [cleanSku(row.variant.sku)] : (row.product.variants ?? []).map(({ sku }) => cleanSku(sku));

/**
 * Saves one batch of records in the caller's transaction. Valid rows become products and variants with their events;
 * invalid rows are returned with their reasons.
 */
export async function importBatch(
  client: pg.PoolClient,
  productImport: ProductImport,
  records: readonly ReadRow[],
  trail: EventTrail,
): Promise<BatchOutcome> {
  const rows = records.flatMap((record) => ('row' in record ? [record.row] : []));
  if (productImport.storeId !== null) await lockImportsOf(client, productImport.storeId);
  const facts = await loadFacts(client, productImport, rows);
  const changes: BatchChanges = { added: [], changed: new Map(), unchanged: 0, errors: [], repeated: new Set() };
  for (const record of records) {
    const reason =
      'reason' in record
        ? record.reason
        : reasonOfFailure(() => applyRow(record, facts, changes, productImport, trail.now()));
    if (reason !== null) changes.errors.push({ line: record.line, reason: toPrintable(reason) });
  }
  await saveChanges(client, productImport, changes, trail);
  const { unchanged, errors } = changes;
  return { created: records.length - unchanged - errors.length, unchanged, errors };
}

/** Reasons quote text of the file. Postgres refuses NUL and lone surrogates. */
const toPrintable = (reason: string): string => reason.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, 500);

function reasonOfFailure(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof BadRow) return error.message;
    if (!isCallersMistake(error)) throw error;
    const { message, extensions } = error as GraphQLError;
    const { field } = extensions;
    return typeof field === 'string' ? `${field}: ${message}` : message;
  }
}

async function loadFacts(
  client: pg.PoolClient,
  { sellerId, storeId, ownerKind }: ProductImport,
  rows: readonly ImportedRow[],
): Promise<CatalogueFacts> {
  const categories = rows.flatMap((row) => (row.kind === 'product' && row.category !== null ? [row.category] : []));
  const parents = rows.flatMap((row) => (row.kind === 'variant' ? [row.variantOf] : []));
  const categoryIds = await findCategoriesByName(client, categories);
  const others = storeId === null ? [] : await findSellersOfStore(client, storeId);
  const owners = await findSkuOwners(
    client,
    [...new Set([sellerId, ...others])],
    [...rows.flatMap(skusOf), ...parents],
  );
  const loaded = await loadProducts(
    client,
    owners.map(({ productId }) => productId),
  );
  const takenSkus = new Set<string>();
  const products = new Map<string, Product[]>();
  for (const { sku, productId, ...owner } of owners) {
    const product = loaded.get(productId)?.product;
    const isOwn = owner.sellerId === sellerId;
    const isInStore = storeId !== null && product?.storeId === storeId;
    if (isOwn || (isInStore && product?.status !== 'ARCHIVED')) takenSkus.add(sku);
    // An API key has no right to the seller's products outside its store, and nobody to those of another seller.
    const isManaged = isInStore || (isOwn && ownerKind === 'user');
    if (product && isManaged) products.set(sku, [...(products.get(sku) ?? []), product]);
  }
  return { categoryIds, takenSkus, products };
}

function applyRow(
  { line, row }: { line: number; row: ImportedRow },
  facts: CatalogueFacts,
  changes: BatchChanges,
  productImport: ProductImport,
  now: Date,
): void {
  const taken = skusOf(row).find((sku) => facts.takenSkus.has(sku));
  if (taken !== undefined) {
    if (isUnchanged(row, facts, productImport, now)) changes.unchanged += 1;
    else throw new BadRow(reasonOfTaken(taken, row, facts, changes, productImport));
    return;
  }
  if (row.kind === 'variant') addFurtherVariant(row, facts, changes, productImport);
  else changes.added.push({ line, product: toProduct(row, facts, productImport, now) });
  for (const sku of skusOf(row)) facts.takenSkus.add(sku);
}

/** Why a row whose SKU is taken is refused. Notes a product row that repeats one of the file. */
function reasonOfTaken(
  sku: string,
  row: ImportedRow,
  facts: CatalogueFacts,
  changes: BatchChanges,
  { sellerId, createdAt }: ProductImport,
): string {
  const known = facts.products.get(sku) ?? [];
  const isOfImport =
    known.some((product) => product.sellerId === sellerId && product.createdAt >= createdAt) ||
    changes.added.some(({ product }) => product.variants.some((variant) => variant.sku === sku));
  if (row.kind === 'product' && isOfImport) changes.repeated.add(sku);
  const isOfOthers = !isOfImport && known.length > 0 && known.every((product) => product.sellerId !== sellerId);
  return `sku: another ${isOfOthers ? 'product of the store' : 'variant'} has the SKU "${sku}".`;
}

/**
 * True if the row equals what its SKU stood for before the import: then it is no mistake, and there is nothing to save. A
 * row that repeats another one of the file is a mistake.
 */
function isUnchanged(row: ImportedRow, facts: CatalogueFacts, productImport: ProductImport, now: Date): boolean {
  const [sku = ''] = skusOf(row);
  return (facts.products.get(sku) ?? []).some((product) => isSame(row, product, facts, productImport, now));
}

function isSame(
  row: ImportedRow,
  product: Product,
  facts: CatalogueFacts,
  productImport: ProductImport,
  now: Date,
): boolean {
  if (product.status === 'ARCHIVED' || product.createdAt >= productImport.createdAt) return false;
  if (row.kind === 'variant') {
    if (!product.variants.some((variant) => variant.sku === row.variantOf)) return false;
    const currency = product.priceRange?.currency ?? null;
    const variant = readVariant(row.variant, { id: '', productId: product.id }, currency, 'variant');
    return isSameVariant(
      product.variants.find((each) => each.sku === variant.sku),
      variant,
    );
  }
  const written = toProduct(row, facts, productImport, now);
  const { variants } = written;
  if (!hasSameHead(product, written) || (row.isWhole && product.variants.length !== variants.length)) return false;
  return variants.every((variant, index) => isSameVariant(product.variants[index], variant));
}

function toProduct(
  row: ImportedRow & { kind: 'product' },
  facts: CatalogueFacts,
  { sellerId, storeId }: ProductImport,
  now: Date,
): Product {
  const categoryId = row.category === null ? null : facts.categoryIds.get(row.category);
  if (categoryId === undefined) throw new BadRow(`category: no category has the slug or id "${row.category}".`);
  return newProduct({ ...row.product, categoryId, storeId }, sellerId, now);
}

function addFurtherVariant(
  { variantOf, variant }: ImportedRow & { kind: 'variant' },
  facts: CatalogueFacts,
  changes: BatchChanges,
  { sellerId }: ProductImport,
): void {
  if (changes.repeated.has(variantOf))
    throw new BadRow(`variant_of: the row of the SKU "${variantOf}" before this one was refused as a repeat.`);
  const has = (product: Product): boolean => product.variants.some(({ sku }) => sku === variantOf);
  const added = changes.added.find(({ product }) => has(product));
  const changed = [...changes.changed.values()].find(({ after }) => has(after));
  const known = changed?.before ?? facts.products.get(variantOf)?.find((product) => product.sellerId === sellerId);
  const before = added?.product ?? changed?.after ?? known;
  if (before === undefined) {
    const whose = facts.products.has(variantOf) ? ' of the seller' : '';
    throw new BadRow(`variant_of: no product${whose} has the SKU "${variantOf}"; its row must come first.`);
  }
  const after = appendVariant(before, variant, newId('var'));
  if (isRefusal(after)) throw new BadRow(after.message);
  if (added) added.product = after;
  else if (known) changes.changed.set(known.id, { before: known, after });
}

async function saveChanges(
  client: pg.PoolClient,
  productImport: ProductImport,
  changes: BatchChanges,
  trail: EventTrail,
): Promise<void> {
  const drafts = await addSlugs(
    client,
    changes.added.map(({ product }) => product),
  );
  const events: Envelope[] = [];
  const products = drafts.map((draft) => {
    events.push(createdEvent(draft, trail));
    const published = productImport.publish ? toPublished(draft, trail.now(), variantsToFill(draft)) : draft;
    if (isRefusal(published) || published === draft) return draft;
    events.push(...productEvents(draft, published, trail));
    return published;
  });
  if (products.length > 0) await insertProducts(client, products, events, trail.actor);
  for (const { before, after } of changes.changed.values()) await saveChanged(client, before, after, trail);
}

async function saveChanged(client: pg.PoolClient, before: Product, after: Product, trail: EventTrail): Promise<void> {
  const next = { ...after, version: before.version + 1, updatedAt: trail.now() };
  const change = { events: productEvents(before, next, trail), actor: trail.actor, reason: null };
  if (!(await saveProduct(client, before, next, change)))
    throw new Error(`Product ${before.id} was changed during the import.`);
}

/** Variants that were just made have no files. */
const variantsToFill = ({ type, variants }: Product): string[] =>
  type === 'DIGITAL' ? variants.map(({ id }) => id) : [];

async function addSlugs(client: pg.PoolClient, products: readonly Product[]): Promise<Product[]> {
  const taken = await takenSlugs(
    client,
    products.map(({ title }) => slugOf(title)),
  );
  return products.map((product) => {
    const slug = productSlug(product.title, product.id, (candidate) => taken.has(candidate));
    taken.add(slug);
    return { ...product, slug };
  });
}
