import type { Cart, CartLine, CartOwner } from '../domain/cart.ts';

/** A row of a cart, as pg reads it. */
export interface CartRow {
  id: string;
  user_id: string | null;
  currency: string | null;
  lines: CartLine[] | null;
}

export const toCart = (row: CartRow): Cart => {
  const lines = row.lines ?? [];
  return { id: row.id, userId: row.user_id, token: null, currency: lines.length === 0 ? null : row.currency, lines };
};

/** Parameters $1 and $2 of `isOwned`. */
export const ownerValues = (owner: CartOwner): [userId: string | null, tokenHash: string | null] =>
  'userId' in owner ? [owner.userId, null] : [null, owner.tokenHash];

/** Condition for the cart of an owner. */
export const isOwned = '(c.user_id = $1 OR c.token_hash = $2)';

/** The rows of `source` as JSON lines of a cart, in the order they were added. */
export const linesFrom = (source: string, alias: string): string =>
  `(SELECT json_agg(json_build_object('variantId', ${alias}.variant_id, 'quantity', ${alias}.quantity)
    ORDER BY ${alias}.added_at, ${alias}.variant_id) FROM ${source})`;

/** The lines of the cart `c` as JSON. */
export const cartLines = linesFrom('cart_line l WHERE l.cart_id = c.id', 'l');
