import { badUserInput } from '@soko/errors';
import { rankOfDecimal } from './price-rank.ts';
import type { ProductCondition, ProductStatus, ProductType } from './product.ts';

/** A filter as a client writes it; what is missing does not narrow. */
export interface WrittenFilter {
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
  inStock?: boolean | null | undefined;
  status?: readonly ProductStatus[] | null | undefined;
}

/** A checked filter: only what narrows is present. Ranks are thousandths of a currency's unit. */
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
  inStock?: boolean;
  status?: readonly ProductStatus[];
}

/** Control characters and halves of characters: nothing stored contains them, and Postgres does not take them all. */
const unstorable = /[\p{Cc}\p{Cs}]/gu;

const clean = (text: string): string => text.replaceAll(unstorable, ' ');

function readSearch(search: string): string | undefined {
  if (search.length > 200) throw badUserInput('At most 200 characters are searched for.', 'filter.search');
  return clean(search).trim() || undefined;
}

function limited<Value>(values: readonly Value[], limit: number, field: string): readonly Value[] {
  if (values.length > limit) throw badUserInput(`At most ${limit} may be given.`, field);
  return values;
}

function readPriceRange(
  price: NonNullable<WrittenFilter['price']>,
): Pick<ProductFilter, 'currency' | 'minRank' | 'maxRank'> {
  const min = price.min == null ? undefined : rankOfDecimal(price.min);
  const max = price.max == null ? undefined : rankOfDecimal(price.max);
  if (min !== undefined && max !== undefined && min > max) {
    throw badUserInput('The lower end is above the upper end.', 'filter.price.min');
  }
  return {
    ...(price.currency == null ? {} : { currency: price.currency }),
    ...(min === undefined ? {} : { minRank: min }),
    ...(max === undefined ? {} : { maxRank: max }),
  };
}

/** Checks a filter. Throws BAD_USER_INPUT for one that asks for too much or contradicts itself. */
export function readFilter(written: WrittenFilter): ProductFilter {
  const { categoryId, sellerId, storeId, inStock } = written;
  const search = written.search == null ? undefined : readSearch(written.search);
  return {
    ...(search === undefined ? {} : { search }),
    ...(categoryId == null ? {} : { categoryId: clean(categoryId) }),
    ...(sellerId == null ? {} : { sellerId: clean(sellerId) }),
    ...(storeId == null ? {} : { storeId: clean(storeId) }),
    ...(written.price == null ? {} : readPriceRange(written.price)),
    ...(written.condition == null ? {} : { condition: written.condition }),
    ...(written.type == null ? {} : { type: written.type }),
    ...(written.tags == null
      ? {}
      : {
          tags: limited(written.tags, 20, 'filter.tags').map((tag) => clean(tag).trim().normalize('NFC').toLowerCase()),
        }),
    ...(written.ids == null ? {} : { ids: limited(written.ids, 100, 'filter.ids').map(clean) }),
    ...(inStock == null ? {} : { inStock }),
    ...(written.status == null ? {} : { status: written.status }),
  };
}
