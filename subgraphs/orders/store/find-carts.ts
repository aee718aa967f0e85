import type { Queryable } from '@soko/postgres';
import type { Cart, CartOwner } from '../domain/cart.ts';
import type { TaxRate } from '../domain/tax.ts';
import { cartLines, type CartRow, isOwned, ownerValues, toCart } from './cart-rows.ts';
import { ratesOf, toRates } from './tax-rates.ts';

/** The owner's cart with the tax rates of some countries. One statement. Null when there is none. */
export async function findCartToPrice(
  db: Queryable,
  owner: CartOwner,
  countries: readonly string[],
): Promise<{ cart: Cart; rates: TaxRate[] } | null> {
  const { rows } = await db.query<CartRow & { rates: Parameters<typeof toRates>[0] }>({
    name: 'cart-to-price',
    // SQL: hot, part of every quote; cart, lines and tax rates in one statement.
    text: `SELECT c.id, c.user_id, c.currency, ${cartLines} AS lines, ${ratesOf('$3')} AS rates FROM cart c WHERE ${isOwned}`,
    values: [...ownerValues(owner), countries],
  });
  return rows[0] ? { cart: toCart(rows[0]), rates: toRates(rows[0].rates) } : null;
}

/** The owner's cart. One statement. Null when there is none. */
export async function findCart(db: Queryable, owner: CartOwner): Promise<Cart | null> {
  const { rows } = await db.query<CartRow>({
    name: 'cart-of-owner',
    // SQL: hot, part of every page of a shop; cart and lines in one statement.
    text: `SELECT c.id, c.user_id, c.currency, ${cartLines} AS lines FROM cart c WHERE ${isOwned}`,
    values: ownerValues(owner),
  });
  return rows[0] ? toCart(rows[0]) : null;
}

/** Carts by id. One statement. Unknown ids are missing in the result. */
export async function findCarts(db: Queryable, ids: readonly string[]): Promise<Cart[]> {
  const { rows } = await db.query<CartRow>({
    name: 'carts-by-id',
    // SQL: hot, loads entities; carts and lines in one statement.
    text: `SELECT c.id, c.user_id, c.currency, ${cartLines} AS lines FROM cart c WHERE c.id = ANY($1)`,
    values: [ids],
  });
  return rows.map(toCart);
}
