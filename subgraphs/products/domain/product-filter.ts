import { badUserInput } from '@soko/errors';
import { readList } from '@soko/input';
import { rankOfDecimal } from './price-rank.ts';
import type { ProductCondition, ProductStatus, ProductType } from './product.ts';

/** A filter as a client gives it. */
export interface FilterInput {
  search?: string | null | undefined;
  categoryId?: string | null | undefined;
  sellerId?: string | null | undefined;
  storeId?: string | null | undefined;
  price?:
    | { currency?: string | null | undefined; min?: string | null | undefined; max?: string | null | undefined }
    | null
    | undefined;
  condition?: readonly ProductCondition[] | null | undefined;
  type?: readonly ProductType[] | null | undefined;
  tags?: readonly string[] | null | undefined;
  ids?: readonly string[] | null | undefined;
  minRating?: string | null | undefined;
  inStock?: boolean | null | undefined;
  status?: readonly ProductStatus[] | null | undefined;
}

/** A valid filter with the conditions that are set. Ranks are thousandths of a currency's unit. */
export interface ProductFilter {
  search?: string;
  categoryId?: string;
  sellerId?: string;
  storeId?: string;
  currency?: string;
  minRank?: bigint;
  maxRank?: bigint;
  condition?: readonly ProductCondition[];
  type?: readonly ProductType[];
  tags?: readonly string[];
  ids?: readonly string[];
  /** In hundredths of a star. */
  minRating?: number;
  inStock?: boolean;
  status?: readonly ProductStatus[];
}

/** Control characters and lone surrogates: no stored text has them, and Postgres refuses some of them. */
const unstorable = /[\p{Cc}\p{Cs}]/gu;

const cleanText = (text: string): string => text.replaceAll(unstorable, ' ');

function readSearch(search: string): string | undefined {
  if (search.length > 200) throw badUserInput('The search must have at most 200 characters.', 'filter.search');
  return cleanText(search).trim() || undefined;
}

function readPriceRange(
  price: NonNullable<FilterInput['price']>,
): Pick<ProductFilter, 'currency' | 'minRank' | 'maxRank'> {
  const min = price.min == null ? undefined : rankOfDecimal(price.min);
  const max = price.max == null ? undefined : rankOfDecimal(price.max);
  if (min !== undefined && max !== undefined && min > max) {
    throw badUserInput('The lowest amount must not be greater than the highest.', 'filter.price.min');
  }
  return {
    ...(price.currency == null ? {} : { currency: price.currency }),
    ...(min === undefined ? {} : { minRank: min }),
    ...(max === undefined ? {} : { maxRank: max }),
  };
}

function readMinRating(rating: string): number {
  const hundredths = /^[1-5](\.\d{1,2})?$/.test(rating) ? Math.round(Number(rating) * 100) : 0;
  if (hundredths >= 100 && hundredths <= 500) return hundredths;
  throw badUserInput('The rating must be from 1 to 5, with at most two decimals.', 'filter.minRating');
}

/** Reads a filter. Throws BAD_USER_INPUT for values beyond the limits and for contradictions. */
export function readFilter(input: FilterInput): ProductFilter {
  const { categoryId, sellerId, storeId, inStock } = input;
  const search = input.search == null ? undefined : readSearch(input.search);
  return {
    ...(search === undefined ? {} : { search }),
    ...(categoryId == null ? {} : { categoryId: cleanText(categoryId) }),
    ...(sellerId == null ? {} : { sellerId: cleanText(sellerId) }),
    ...(storeId == null ? {} : { storeId: cleanText(storeId) }),
    ...(input.price == null ? {} : readPriceRange(input.price)),
    ...(input.condition == null ? {} : { condition: input.condition }),
    ...(input.type == null ? {} : { type: input.type }),
    ...(input.tags == null
      ? {}
      : {
          tags: readList(input.tags, 'filter.tags', { min: 0, max: 20 }).map((tag) =>
            cleanText(tag).trim().normalize('NFC').toLowerCase(),
          ),
        }),
    ...(input.ids == null ? {} : { ids: readList(input.ids, 'filter.ids', { min: 0, max: 100 }).map(cleanText) }),
    ...(input.minRating == null ? {} : { minRating: readMinRating(input.minRating) }),
    ...(inStock == null ? {} : { inStock }),
    ...(input.status == null ? {} : { status: input.status }),
  };
}
