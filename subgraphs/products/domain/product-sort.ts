import { isId } from '@soko/ids';
import type { CursorCodec } from '@soko/pagination';

export type ProductSort = 'RELEVANCE' | 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC';

/** Position of a product in a sorted list: the sort, its value (a time for NEWEST, otherwise a number) and the id. */
export type ProductPosition = readonly [sort: ProductSort, value: string, id: string];

const shapes: Readonly<Record<ProductSort, RegExp>> = {
  RELEVANCE: /^\d{1,9}$/,
  NEWEST: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  PRICE_ASC: /^\d{1,18}$/,
  PRICE_DESC: /^\d{1,18}$/,
};

/** The cursors of a list sorted by one of `sorts`. */
export const productPositions = (...sorts: ProductSort[]): CursorCodec<ProductPosition> => ({
  write: (position) => position,
  read([sort, value, id]) {
    const known = sorts.find((each) => each === sort);
    if (known === undefined || typeof value !== 'string' || typeof id !== 'string') return null;
    return shapes[known].test(value) && isId('prd', id) ? [known, value, id] : null;
  },
});
