import { badUserInput } from '@soko/errors';
import { newId } from '@soko/ids';
import { priceRangeOf } from './price-range.ts';
import { maximumVariants, type Product, type ProductCondition, type ProductType, type Variant } from './product.ts';
import { readText } from './read-text.ts';
import { readVariant, type WrittenVariant } from './read-variant.ts';

/** A product as its seller writes it. */
export interface WrittenProduct {
  title: string;
  description?: string | undefined;
  type: ProductType;
  condition?: ProductCondition | undefined;
  categoryId?: string | null | undefined;
  storeId?: string | null | undefined;
  tags?: readonly string[] | undefined;
  variants?: readonly WrittenVariant[] | undefined;
}

export const readTitle = (title: string, field: string): string => readText(title, { min: 3, max: 128 }, field);

export const readDescription = (description: string, field: string): string =>
  readText(description, { min: 0, max: 10_000, lines: true }, field);

/** Tags in lower case, each once, in the order given. */
export function readTags(tags: readonly string[], field: string): string[] {
  if (tags.length > 20) throw badUserInput('A product has at most 20 tags.', field);
  const read = tags.map((tag, index) => readText(tag, { min: 1, max: 32 }, `${field}.${index}`).toLowerCase());
  return [...new Set(read)];
}

function readVariants(written: readonly WrittenVariant[], productId: string): Variant[] {
  if (written.length > maximumVariants) {
    throw badUserInput(`A product has at most ${maximumVariants} variants.`, 'variants');
  }
  const skus = new Set<string>();
  const variants: Variant[] = [];
  for (const [index, each] of written.entries()) {
    const variant = readVariant(
      each,
      { id: newId('var'), productId },
      variants[0]?.price.currency ?? null,
      `variants.${index}`,
    );
    if (skus.has(variant.sku)) throw badUserInput(`"${variant.sku}" is given twice.`, `variants.${index}.sku`);
    skus.add(variant.sku);
    variants.push(variant);
  }
  return variants;
}

/**
 * A new draft of `sellerId`, without a slug yet: that depends on what else there is. Throws BAD_USER_INPUT for what no
 * product may have.
 */
export function writeProduct(written: WrittenProduct, sellerId: string, now: Date): Product {
  const id = newId('prd');
  const variants = readVariants(written.variants ?? [], id);
  return {
    id,
    slug: '',
    title: readTitle(written.title, 'title'),
    description: readDescription(written.description ?? '', 'description'),
    type: written.type,
    condition: written.condition ?? 'NEW',
    status: 'DRAFT',
    sellerId,
    storeId: written.storeId ?? null,
    categoryId: written.categoryId ?? null,
    tags: readTags(written.tags ?? [], 'tags'),
    media: [],
    variants,
    priceRange: priceRangeOf(variants),
    version: 1,
    createdAt: now,
    updatedAt: now,
    publishedAt: null,
  };
}
