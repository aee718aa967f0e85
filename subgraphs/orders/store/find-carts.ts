import type { Queryable } from '@soko/postgres';
import type { Cart, CartOwner } from '../domain/cart.ts';
import type { AcceptedOffer } from '../domain/offers/offered-price.ts';
import type { TaxRate } from '../domain/tax.ts';
import { cartLines, type CartRow, isOwned, ownerValues, toCart } from './cart-rows.ts';
import { type AcceptedOfferJson, acceptedOffersOf, toAcceptedOffers } from './offers/accepted-offers.ts';
import { codesOfCart } from './promotions/cart-codes.ts';
import { anyAutomatic } from './promotions/find-candidates.ts';
import { ratesOf, toRates } from './tax-rates.ts';

/** The owner's cart with what its price depends on: tax rates of some countries, promotions, and offers of the buyer. One statement. Null when there is none. */
export async function findCartToPrice(
  db: Queryable,
  owner: CartOwner,
  countries: readonly string[],
  now: Date,
): Promise<{
  cart: Cart;
  rates: TaxRate[];
  codes: string[];
  hasAutomatic: boolean;
  offers: AcceptedOffer[];
} | null> {
  const { rows } = await db.query<
    CartRow & {
      rates: Parameters<typeof toRates>[0];
      codes: string[];
      has_automatic: boolean;
      offers: AcceptedOfferJson[];
    }
  >({
    name: 'cart-to-price',
    // SQL: hot, part of every quote; cart, lines and tax rates in one statement.
    text: `SELECT c.id, c.user_id, c.currency, ${cartLines} AS lines, ${ratesOf('$3')} AS rates, ${codesOfCart} AS codes,
        ${anyAutomatic('$4')} AS has_automatic, ${acceptedOffersOf('c.user_id', '$4')} AS offers FROM cart c WHERE ${isOwned}`,
    values: [...ownerValues(owner), countries, now],
  });
  const row = rows[0];
  if (row === undefined) return null;
  return {
    cart: toCart(row),
    rates: toRates(row.rates),
    codes: row.codes,
    hasAutomatic: row.has_automatic,
    offers: toAcceptedOffers(row.offers),
  };
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

/** The cart of a person, if the cart of a guest that it took over last had this token. One statement. */
export async function findClaimedCart(
  db: Queryable,
  { userId, tokenHash }: { userId: string; tokenHash: string },
): Promise<Cart | null> {
  const { rows } = await db.query<CartRow>({
    name: 'claimed-cart',
    // SQL: cart and lines in one statement.
    text: `SELECT c.id, c.user_id, c.currency, ${cartLines} AS lines FROM cart c WHERE c.user_id = $1 AND c.claimed_token_hash = $2`,
    values: [userId, tokenHash],
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
