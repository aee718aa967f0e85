import { isId } from '@soko/ids';
import { type CursorCodec, readMoment } from '@soko/pagination';

export type ProductSort = 'RELEVANCE' | 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC' | 'RATING';

/** Position of a product in a sorted list: the sort, its value (a time for NEWEST, otherwise a number) and the id. */
export type ProductPosition = readonly [sort: ProductSort, value: string, id: string];

const isNumber = (value: string, max: bigint): boolean => /^\d{1,19}$/.test(value) && BigInt(value) <= max;

/** Ranks of a search and of ratings are `int`, ranks of prices `bigint` in Postgres. */
const isValue: Readonly<Record<ProductSort, (value: string) => boolean>> = {
  RELEVANCE: (value) => isNumber(value, 2_147_483_647n),
  NEWEST: (value) => readMoment(value) !== null,
  PRICE_ASC: (value) => isNumber(value, 9_223_372_036_854_775_807n),
  PRICE_DESC: (value) => isNumber(value, 9_223_372_036_854_775_807n),
  RATING: (value) => isNumber(value, 2_147_483_647n),
};

/** The cursors of a list sorted by one of `sorts`. */
export const productPositions = (...sorts: ProductSort[]): CursorCodec<ProductPosition> => ({
  list: 'products',
  write: (position) => position,
  read([sort, value, id, ...others]) {
    const known = sorts.find((each) => each === sort);
    if (known === undefined || typeof value !== 'string' || typeof id !== 'string' || others.length > 0) return null;
    return isValue[known](value) && isId('prd', id) ? [known, value, id] : null;
  },
});
