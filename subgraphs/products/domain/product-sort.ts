import { badUserInput } from '@soko/errors';

export type ProductSort = 'RELEVANCE' | 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC';

/** Position of a product in a sorted list: the sort, its value (a time for NEWEST, otherwise a number) and the id. */
export type Position = readonly [sort: ProductSort, value: string, id: string];

const shapes: Readonly<Record<ProductSort, RegExp>> = {
  RELEVANCE: /^\d{1,9}$/,
  NEWEST: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  PRICE_ASC: /^\d{1,18}$/,
  PRICE_DESC: /^\d{1,18}$/,
};

const id = /^[a-z]{3}_[0-9a-f-]{36}$/;

/**
 * The position in a decoded cursor of a list sorted by one of `sorts`. Throws BAD_USER_INPUT for a cursor of another
 * list.
 */
export function readPosition(
  cursor: readonly (string | number | null)[] | null,
  sorts: readonly ProductSort[],
  field: string,
): Position | null {
  if (cursor === null) return null;
  const [sort, value, productId] = cursor;
  const known = sorts.find((each) => each === sort);
  const sound = typeof value === 'string' && typeof productId === 'string' && id.test(productId);
  if (known !== undefined && sound && shapes[known].test(value)) return [known, value, productId];
  throw badUserInput('This cursor is not one this list gave out. Leave it out to start at the beginning.', field);
}
