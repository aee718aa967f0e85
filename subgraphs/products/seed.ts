import type { Actor } from '@soko/events';
import { stableId } from '@soko/ids';
import type pg from 'pg';
import type { Product } from './domain/product.ts';
import { createdEvent } from './domain/product-events.ts';
import { newProduct } from './domain/new-product.ts';
import { type SeedPage, seedPages } from './seed/seed-pages.ts';
import { settleStock } from './domain/product-status.ts';
import { gatherIndexEntries } from './store/gather-index-entries.ts';
import { insertProducts } from './store/insert-products.ts';
import { takenSlugs } from './store/taken-names.ts';

export type { SeedPage };

/** A category of a seed. Parents come before their children, at most four levels deep. */
export interface SeedCategory {
  /** Unique, lower-case words joined by hyphens: `table-lamps`. */
  slug: string;
  name: string;
  /** Slug of the parent, or null for a root. */
  parentSlug: string | null;
  description?: string;
  /** A picture in the media directory, such as `seed/categories/lamps.svg`. */
  imageFile?: string;
  /** Names in other languages by language tag: `{ de: 'Tischlampen' }`. */
  translations?: Readonly<Record<string, string>>;
}

/** A seller that the seed of users approved. Given here so that products need not wait for the events. */
export interface SeedSeller {
  /** Id in users, `slr_…`. */
  id: string;
  /** Id of the person who owns the seller account, `usr_…`. */
  userId: string;
  displayName: string;
  handle: string;
}

/** A picture in the media directory. */
export interface SeedMedia {
  /** Path below the media directory, such as `seed/lamp-01.svg`; it is served at `/media/seed/lamp-01.svg`. */
  file: string;
  mimeType: 'image/svg+xml' | 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'image/avif';
  /** Pixels. */
  width: number;
  height: number;
  alt: string;
}

/** A file in the media directory that buyers of a DIGITAL product download. */
export interface SeedDigitalFile {
  /** Path below the media directory, such as `goods/manual.txt`. Files below `goods/` are never served. */
  file: string;
  fileName: string;
  mimeType: string;
  /** Bytes. */
  size: number;
}

export interface SeedVariant {
  /** Unique among the products of one seller, at most 64 characters. */
  sku: string;
  /** Such as `[{ name: 'Colour', value: 'Oak' }]`. Empty for a product in one form. */
  options: readonly { name: string; value: string }[];
  /** Decimal text with exactly the currency's digits, greater than zero: `{ amount: '49.90', currency: 'EUR' }`. */
  price: { amount: string; currency: string };
  /** Price before a reduction: the same currency, greater than `price`. */
  compareAt?: { amount: string; currency: string };
  /** Prices of the variant in further currencies. */
  furtherPrices?: readonly { amount: string; currency: string }[];
  /** Required for PHYSICAL products. Whole millimetres and grams, all greater than zero. */
  package?: { lengthMm: number; widthMm: number; heightMm: number; weightG: number };
}

/** A product of a seed, ACTIVE by default. All variants have prices in one currency. */
export interface SeedProduct {
  /** Unique. The ids of the product and its variants derive from it, so they are the same on every machine. */
  slug: string;
  /** 3–128 characters. */
  title: string;
  description: string;
  type: 'PHYSICAL' | 'DIGITAL' | 'NFT';
  condition: 'NEW' | 'LIKE_NEW' | 'GOOD' | 'FAIR';
  status?: 'ACTIVE' | 'DRAFT' | 'PAUSED';
  categorySlug: string;
  sellerId: string;
  storeId?: string;
  /** At most 20, lower-case, each at most 32 characters. */
  tags: readonly string[];
  media: readonly SeedMedia[];
  /** Files of every variant of a DIGITAL product. Without them it is sold out. */
  digitalFiles?: readonly SeedDigitalFile[];
  /** 1 to 100. */
  variants: readonly SeedVariant[];
  /** Time of creation and of publication, by which the sort order "newest" sorts. */
  createdAt: Date;
}

/** The content of a seeded catalogue. `products` may be a generator: it is read in batches. */
export interface SeedCatalogue {
  categories: readonly SeedCategory[];
  sellers: readonly SeedSeller[];
  products: Iterable<SeedProduct>;
  /** Pages of stores. */
  pages?: readonly SeedPage[];
  /** Stock of each PHYSICAL variant, the same as fulfilment is seeded with. Without it they are sold out. */
  stockOf?: (variantId: string) => number;
}

export interface SeedOptions {
  /** Products in one statement. Default 1 000. */
  batchSize?: number;
  /** Called after each batch with the number of products added so far. */
  onProgress?: (written: number) => void;
}

/** The author of everything that a seed adds. */
const actor: Actor = { kind: 'service', id: 'seed' };

/**
 * Fills an empty catalogue in batches of products, each with its variants, history and one `created` event. Existing
 * rows of an earlier, interrupted seed stay unchanged. Returns the number of added products.
 */
export async function seedProducts(
  pool: pg.Pool,
  catalogue: SeedCatalogue,
  options: SeedOptions = {},
): Promise<number> {
  const categoryIds = await seedCategories(pool, catalogue.categories);
  await seedSellers(pool, catalogue.sellers);
  await seedPages(pool, catalogue.pages ?? []);
  const added = await gatherIndexEntries(pool, () => addProducts(pool, catalogue, categoryIds, options));
  // Pending index entries and missing statistics would slow down the first queries.
  await pool.query('VACUUM (ANALYZE) product, variant, category');
  return added;
}

async function addProducts(
  pool: pg.Pool,
  { products, stockOf }: SeedCatalogue,
  categoryIds: ReadonlyMap<string, string>,
  { batchSize = 1_000, onProgress }: SeedOptions,
): Promise<number> {
  let added = 0;
  let batch: SeededProduct[] = [];
  // The next batch is prepared while the database writes the current one.
  let writing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = [];
    await writing;
    writing = addBatch(pool, full).then((count) => {
      added += count;
      onProgress?.(added);
    });
    // The next await throws the error; until then it must not end the process as an unhandled rejection.
    writing.catch(() => {});
  };
  for (const product of products) {
    const files = product.digitalFiles ?? [];
    batch.push({ files, ...stocked(toProduct(product, categoryIds), stockOf, files.length > 0) });
    if (batch.length === batchSize) await flush();
  }
  if (batch.length > 0) await flush();
  await writing;
  return added;
}

/** A product with the files of its variants. */
type SeededProduct = Product & { files: readonly SeedDigitalFile[] };

async function addBatch(pool: pg.Pool, batch: readonly SeededProduct[]): Promise<number> {
  const existing = await takenSlugs(
    pool,
    batch.map(({ slug }) => slug),
  );
  const missing = batch.filter(({ slug }) => !existing.has(slug));
  const events = missing.map((product) => {
    const trail = { correlationId: `seed_${product.id}`, causationId: null, actor, now: () => product.createdAt };
    return createdEvent(product, trail);
  });
  await insertProducts(pool, missing, events, actor);
  await addFiles(pool, missing);
  return missing.length;
}

async function addFiles(pool: pg.Pool, products: readonly SeededProduct[]): Promise<void> {
  const rows = products.flatMap(({ variants, files, createdAt }) =>
    variants.flatMap(({ id: variantId }) =>
      files.map((file) => ({
        ...file,
        id: stableId('dgf', `${variantId}.${file.file}`, createdAt),
        variantId,
        createdAt,
      })),
    ),
  );
  if (rows.length === 0) return;
  // SQL: thousands of rows from one parameter.
  await pool.query(
    `INSERT INTO digital_file (id, variant_id, upload_id, key, file_name, mime_type, size, added_at)
     SELECT id, "variantId", id, file, "fileName", "mimeType", size, "createdAt" FROM jsonb_to_recordset($1)
       AS f (id text, "variantId" text, file text, "fileName" text, "mimeType" text, size int, "createdAt" timestamptz)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
}

/** Time in the ids of categories. It is constant, so that the ids depend only on the slugs. */
const categoriesCreatedAt = new Date('2026-01-01T00:00:00.000Z');

async function seedCategories(pool: pg.Pool, categories: readonly SeedCategory[]): Promise<Map<string, string>> {
  const paths = new Map<string, string[]>();
  const siblings = new Map<string | null, number>();
  const rows = categories.map(({ slug, parentSlug, name, description = null, imageFile = null, translations = {} }) => {
    const id = stableId('cat', slug, categoriesCreatedAt);
    const above = parentSlug === null ? [] : paths.get(parentSlug);
    if (above === undefined)
      throw new Error(`The parent "${parentSlug}" of the category "${slug}" must come before it.`);
    const position = siblings.get(parentSlug) ?? 0;
    siblings.set(parentSlug, position + 1);
    paths.set(slug, [...above, id]);
    const path = [...above, id];
    return {
      id,
      parent_id: above.at(-1) ?? null,
      path,
      position,
      slug,
      name,
      description,
      image_key: imageFile,
      translations,
    };
  });
  // SQL: thousands of rows from one parameter.
  await pool.query(
    `INSERT INTO category (id, parent_id, path, position, slug, name, description, image_key, translations, updated_at)
     SELECT id, parent_id, path, position, slug, name, description, image_key, translations, now()
     FROM jsonb_to_recordset($1) AS c (id text, parent_id text, path text[], position int, slug text, name text, description text,
       image_key text, translations jsonb)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
  return new Map(rows.map(({ slug, id }) => [slug, id]));
}

/** Later events of users about the same sellers change nothing. */
async function seedSellers(pool: pg.Pool, sellers: readonly SeedSeller[]): Promise<void> {
  // SQL: thousands of rows from one parameter.
  await pool.query(
    `INSERT INTO seller (id, user_id, display_name, handle, status)
     SELECT id, "userId", "displayName", handle, 'ACTIVE'
     FROM jsonb_to_recordset($1) AS s (id text, "userId" text, "displayName" text, handle text)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(sellers)],
  );
}

function toProduct(seed: SeedProduct, categoryIds: ReadonlyMap<string, string>): Product {
  const categoryId = categoryIds.get(seed.categorySlug);
  if (categoryId === undefined)
    throw new Error(`The product "${seed.slug}" has an unknown category "${seed.categorySlug}".`);
  const { title, description, type, condition, storeId = null, tags, createdAt, status = 'ACTIVE' } = seed;
  const input = { title, description, type, condition, categoryId, storeId, tags, variants: seed.variants };
  const id = stableId('prd', seed.slug, createdAt);
  const product = newProduct(input, seed.sellerId, createdAt);
  return {
    ...product,
    id,
    slug: seed.slug,
    status,
    publishedAt: status === 'DRAFT' ? null : createdAt,
    media: seed.media.map(({ file, width, height, alt }, index) => ({
      id: stableId('med', `${seed.slug}.${index}`, createdAt),
      key: file,
      width,
      height,
      alt,
    })),
    variants: product.variants.map((variant) => ({
      ...variant,
      id: stableId('var', `${seed.slug}.${variant.sku}`, createdAt),
      productId: id,
    })),
  };
}

const stocked = (product: Product, stockOf: SeedCatalogue['stockOf'], hasFiles: boolean): Product =>
  settleStock({
    ...product,
    variants: product.variants.map((variant) => ({
      ...variant,
      available: product.type === 'PHYSICAL' ? (stockOf?.(variant.id) ?? null) : hasFiles ? null : variant.available,
    })),
  });
