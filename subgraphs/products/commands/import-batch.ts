import { isCallersMistake } from '@soko/errors';
import type { Envelope, EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import type { GraphQLError } from 'graphql';
import type pg from 'pg';
import { addVariant } from '../domain/edit-variants.ts';
import { BadRow, type ImportedRow } from '../domain/imported-row.ts';
import type { ProductImport } from '../domain/product-import.ts';
import type { Product } from '../domain/product.ts';
import { createdEvent, productEvents } from '../domain/product-events.ts';
import { publish } from '../domain/product-status.ts';
import { isRefusal } from '../domain/refusal.ts';
import { productSlug, slugOf } from '../domain/slug.ts';
import { writeProduct } from '../domain/write-product.ts';
import { findCategoriesByName } from '../store/find-categories.ts';
import { loadProduct } from '../store/find-products.ts';
import { findProductsBySku } from '../store/find-products-by-sku.ts';
import { insertProducts, takenSkus, takenSlugs } from '../store/insert-products.ts';
import { saveProduct } from '../store/save-product.ts';

/** A record of the file: what it asks for, or why it asks for nothing. */
export type ReadRow = { line: number } & ({ row: ImportedRow } | { reason: string });

export interface BatchOutcome {
  created: number;
  errors: { line: number; reason: string }[];
}

/** Products that the batch adds, and those of before that get further variants. */
interface Work {
  added: { line: number; product: Product }[];
  changed: Map<string, { before: Product; after: Product }>;
  errors: BatchOutcome['errors'];
}

/** What is known of the catalogue before the batch. */
interface Facts {
  categoryIds: ReadonlyMap<string, string>;
  takenSkus: Set<string>;
  products: ReadonlyMap<string, Product>;
}

const skusOf = (row: ImportedRow): string[] =>
  row.kind === 'variant' ? [row.variant.sku.trim()] : (row.product.variants ?? []).map(({ sku }) => sku.trim());

/**
 * Saves one batch of records within the caller's transaction: the good ones become products and variants with their
 * events, the bad ones are answered with their reasons.
 */
export async function importBatch(
  client: pg.PoolClient,
  reading: ProductImport,
  records: readonly ReadRow[],
  trail: EventTrail,
): Promise<BatchOutcome> {
  const rows = records.flatMap((record) => ('row' in record ? [record] : []));
  const facts = await gather(
    client,
    reading,
    rows.map(({ row }) => row),
  );
  const work: Work = { added: [], changed: new Map(), errors: [] };
  for (const record of records) {
    const reason = 'reason' in record ? record.reason : attempt(() => apply(record, facts, work, reading, trail.now()));
    if (reason !== null) work.errors.push({ line: record.line, reason: printable(reason) });
  }
  await save(client, reading, work, trail);
  return { created: records.length - work.errors.length, errors: work.errors };
}

/** Reasons quote what a stranger wrote; Postgres takes neither NUL nor half characters. */
const printable = (reason: string): string => reason.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, 500);

function attempt(work: () => void): string | null {
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

async function gather(
  client: pg.PoolClient,
  { sellerId }: ProductImport,
  rows: readonly ImportedRow[],
): Promise<Facts> {
  const categories = rows.flatMap((row) => (row.kind === 'product' && row.category !== null ? [row.category] : []));
  const parents = rows.flatMap((row) => (row.kind === 'variant' ? [row.variantOf] : []));
  const categoryIds = await findCategoriesByName(client, categories);
  const taken = new Set((await takenSkus(client, sellerId, rows.flatMap(skusOf))).keys());
  const ids = await findProductsBySku(client, sellerId, parents);
  const products = new Map<string, Product>();
  for (const [sku, id] of ids) {
    const loaded = await loadProduct(client, id);
    if (loaded) products.set(sku, loaded.product);
  }
  return { categoryIds, takenSkus: taken, products };
}

function apply(
  { line, row }: { line: number; row: ImportedRow },
  facts: Facts,
  work: Work,
  reading: ProductImport,
  now: Date,
): void {
  const taken = skusOf(row).find((sku) => facts.takenSkus.has(sku));
  if (taken !== undefined) throw new BadRow(`sku: there is a variant with the SKU "${taken}" already.`);
  if (row.kind === 'variant') addFurtherVariant(row, facts, work);
  else work.added.push({ line, product: newProduct(row, facts, reading, now) });
  for (const sku of skusOf(row)) facts.takenSkus.add(sku);
}

function newProduct(row: ImportedRow & { kind: 'product' }, facts: Facts, reading: ProductImport, now: Date): Product {
  const categoryId = row.category === null ? null : facts.categoryIds.get(row.category);
  if (categoryId === undefined) throw new BadRow(`category: there is no category "${row.category}".`);
  const { sellerId, storeId } = reading;
  return writeProduct({ ...row.product, categoryId, storeId }, sellerId, now);
}

function addFurtherVariant({ variantOf, variant }: ImportedRow & { kind: 'variant' }, facts: Facts, work: Work): void {
  const has = (product: Product): boolean => product.variants.some(({ sku }) => sku === variantOf);
  const fresh = work.added.find(({ product }) => has(product));
  const changed = [...work.changed.values()].find(({ after }) => has(after));
  const known = changed?.before ?? facts.products.get(variantOf);
  const before = fresh?.product ?? changed?.after ?? known;
  if (before === undefined)
    throw new BadRow(`variant_of: no product has the SKU "${variantOf}"; its row must come first.`);
  const after = addVariant(before, variant, newId('var'));
  if (isRefusal(after)) throw new BadRow(after.message);
  if (fresh) fresh.product = after;
  else if (known) work.changed.set(known.id, { before: known, after });
}

async function save(client: pg.PoolClient, reading: ProductImport, work: Work, trail: EventTrail): Promise<void> {
  const named = await withSlugs(
    client,
    work.added.map(({ product }) => product),
  );
  const events: Envelope[] = [];
  const products = named.map((draft) => {
    events.push(createdEvent(draft, trail));
    const published = reading.publish ? publish(draft, trail.now()) : draft;
    if (isRefusal(published) || published === draft) return draft;
    events.push(...productEvents(draft, published, trail));
    return published;
  });
  if (products.length > 0) await insertProducts(client, products, events, trail.actor);
  for (const { before, after } of work.changed.values()) await saveChanged(client, before, after, trail);
}

async function saveChanged(client: pg.PoolClient, before: Product, after: Product, trail: EventTrail): Promise<void> {
  const next = { ...after, version: before.version + 1, updatedAt: trail.now() };
  const change = { events: productEvents(before, next, trail), actor: trail.actor, reason: null };
  if (!(await saveProduct(client, before, next, change)))
    throw new Error(`Product ${before.id} changed while it was imported.`);
}

async function withSlugs(client: pg.PoolClient, products: readonly Product[]): Promise<Product[]> {
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
