import { noStars } from './reviews/rating.ts';
import { badUserInput } from '@soko/errors';
import { newId } from '@soko/ids';
import { readLine, readText } from '@soko/input';
import { firstAvailable } from './digital-goods.ts';
import { priceRangeOf } from './price-range.ts';
import { maxVariants, type Product, type ProductCondition, type ProductType, type Variant } from './product.ts';
import { readVariant, type VariantInput } from './read-variant.ts';

/** A product as a client, a file or a seed gives it. */
export interface ProductInput {
  title: string;
  description?: string | undefined;
  type: ProductType;
  condition?: ProductCondition | undefined;
  categoryId?: string | null | undefined;
  storeId?: string | null | undefined;
  tags?: readonly string[] | undefined;
  variants?: readonly VariantInput[] | undefined;
}

export const readTitle = (title: string, field: string): string => readLine(title, field, { min: 3, max: 128 });

export const readDescription = (description: string, field: string): string =>
  readText(description, field, { min: 0, max: 10_000 });

/** Tags in lower case without duplicates, in the given order. */
export function readTags(tags: readonly string[], field: string): string[] {
  if (tags.length > 20) throw badUserInput('A product may have at most 20 tags.', field);
  const read = tags.map((tag, index) => readLine(tag.toLowerCase(), `${field}.${index}`, { max: 32 }));
  return [...new Set(read)];
}

function readVariants(given: readonly VariantInput[], productId: string): Variant[] {
  if (given.length > maxVariants) {
    throw badUserInput(`A product may have at most ${maxVariants} variants.`, 'variants');
  }
  const skus = new Set<string>();
  const variants: Variant[] = [];
  for (const [index, each] of given.entries()) {
    const variant = readVariant(
      each,
      { id: newId('var'), productId },
      variants[0]?.price.currency ?? null,
      `variants.${index}`,
    );
    if (skus.has(variant.sku)) throw badUserInput(`The SKU "${variant.sku}" occurs twice.`, `variants.${index}.sku`);
    skus.add(variant.sku);
    variants.push(variant);
  }
  return variants;
}

/**
 * A new draft of the seller. Its slug is empty, because it depends on the slugs of other products. Throws BAD_USER_INPUT
 * for invalid values.
 */
export function newProduct(input: ProductInput, sellerId: string, now: Date): Product {
  const id = newId('prd');
  const variants = readVariants(input.variants ?? [], id).map((variant) => ({
    ...variant,
    available: firstAvailable(input.type),
  }));
  return {
    id,
    slug: '',
    title: readTitle(input.title, 'title'),
    description: readDescription(input.description ?? '', 'description'),
    type: input.type,
    condition: input.condition ?? 'NEW',
    status: 'DRAFT',
    sellerId,
    storeId: input.storeId ?? null,
    categoryId: input.categoryId ?? null,
    tags: readTags(input.tags ?? [], 'tags'),
    media: [],
    variants,
    priceRange: priceRangeOf(variants),
    rating: noStars,
    version: 1,
    createdAt: now,
    updatedAt: now,
    publishedAt: null,
  };
}
