import { type Cart, type CartLine, maximumLines, maximumQuantity } from '../domain/cart.ts';
import type { TaxRate } from '../domain/tax.ts';
import type { Queryable } from './queryable.ts';
import { ratesOf, toRates } from './tax-rates.ts';

/** Whose cart: a person's, or that of the guest whose token has this hash. */
export type CartOwner = { userId: string } | { tokenHash: string };

interface Row {
  id: string;
  user_id: string | null;
  currency: string | null;
  lines: CartLine[] | null;
}

const columnsOf = (owner: CartOwner): [userId: string | null, tokenHash: string | null] =>
  'userId' in owner ? [owner.userId, null] : [null, owner.tokenHash];

const owned = '(c.user_id = $1 OR c.token_hash = $2)';
const linesOf = (
  cart: string,
): string => `(SELECT json_agg(json_build_object('variantId', l.variant_id, 'quantity', l.quantity)
  ORDER BY l.added_at, l.variant_id) FROM cart_line l WHERE l.cart_id = ${cart})`;

const toCart = (row: Row): Cart => {
  const lines = row.lines ?? [];
  return { id: row.id, userId: row.user_id, token: null, currency: lines.length === 0 ? null : row.currency, lines };
};

/** The owner's cart, or null, and the tax rates of a country. One statement. */
export async function findCartToPrice(
  db: Queryable,
  owner: CartOwner,
  country: string | null,
): Promise<{ cart: Cart; rates: TaxRate[] } | null> {
  const { rows } = await db.query<Row & { rates: Parameters<typeof toRates>[0] }>({
    name: 'cart-to-price',
    text: `SELECT c.id, c.user_id, c.currency, ${linesOf('c.id')} AS lines, ${ratesOf('$3')} AS rates FROM cart c WHERE ${owned}`,
    values: [...columnsOf(owner), country],
  });
  return rows[0] ? { cart: toCart(rows[0]), rates: toRates(rows[0].rates) } : null;
}

/** The owner's cart, or null. One statement. */
export async function findCart(db: Queryable, owner: CartOwner): Promise<Cart | null> {
  const { rows } = await db.query<Row>({
    name: 'cart-of-owner',
    text: `SELECT c.id, c.user_id, c.currency, ${linesOf('c.id')} AS lines FROM cart c WHERE ${owned}`,
    values: columnsOf(owner),
  });
  return rows[0] ? toCart(rows[0]) : null;
}

/** Carts by id. */
export async function findCarts(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, Cart & { tokenHash: string | null }>> {
  const { rows } = await db.query<Row & { token_hash: string | null }>({
    name: 'carts-by-id',
    text: `SELECT c.id, c.user_id, c.token_hash, c.currency, ${linesOf('c.id')} AS lines FROM cart c WHERE c.id = ANY($1)`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, { ...toCart(row), tokenHash: row.token_hash }]));
}

/** Why something did not get into a cart. */
export type NotPut = { full: true } | { currency: string };

/**
 * Puts a quantity of a variant into a cart: on top of what is there, or instead of it. Begins the cart where there is
 * none; for a guest only with `begin`. One statement; null when the guest's cart does not exist.
 */
export async function putIntoCart(
  db: Queryable,
  owner: CartOwner,
  put: {
    cartId: string;
    variantId: string;
    quantity: number;
    currency: string;
    mode: 'ADD' | 'SET';
    begin: boolean;
    now: Date;
  },
): Promise<Cart | NotPut | null> {
  const target = 'userId' in owner ? 'user_id' : 'token_hash';
  const { rows } = await db.query<Row & { fits: boolean; others: string | null }>({
    name: `put-into-cart-${target}`,
    text: `WITH begun AS (
        INSERT INTO cart (id, user_id, token_hash, currency, created_at, updated_at)
        SELECT $3, $1, $2, $6, $8, $8 WHERE $9
          OR EXISTS (SELECT FROM cart c WHERE ${owned})
        ON CONFLICT (${target}) DO UPDATE SET updated_at = excluded.updated_at, version = cart.version + 1, currency = CASE
          WHEN EXISTS (SELECT FROM cart_line l WHERE l.cart_id = cart.id AND l.variant_id <> $4) THEN cart.currency ELSE excluded.currency END
        RETURNING id, user_id, currency
      ), lines AS (
        SELECT l.variant_id, l.quantity, l.added_at FROM cart_line l, begun b WHERE l.cart_id = b.id
      ), verdict AS (
        SELECT b.id, b.user_id,
          CASE WHEN b.currency <> $6 THEN b.currency END AS others,
          coalesce((SELECT quantity FROM lines WHERE variant_id = $4 AND $7), 0) + $5::int AS quantity,
          (SELECT count(*) FROM lines WHERE variant_id <> $4) < $10 AS room
        FROM begun b
      ), put AS (
        INSERT INTO cart_line (cart_id, variant_id, quantity, added_at)
        SELECT v.id, $4, v.quantity, $8 FROM verdict v WHERE v.others IS NULL AND v.room AND v.quantity <= $11
        ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = CASE WHEN $7 THEN least($11, cart_line.quantity + $5::int) ELSE $5::int END
        RETURNING cart_id, variant_id, quantity, added_at
      )
      SELECT v.id, v.user_id, $6 AS currency, v.others, EXISTS (SELECT FROM put) AS fits,
        (SELECT json_agg(json_build_object('variantId', x.variant_id, 'quantity', x.quantity) ORDER BY x.added_at, x.variant_id) FROM (
          SELECT variant_id, quantity, added_at FROM lines WHERE variant_id <> $4
          UNION ALL SELECT variant_id, quantity, added_at FROM put
        ) x) AS lines
      FROM verdict v`,
    values: [
      ...columnsOf(owner),
      put.cartId,
      put.variantId,
      put.quantity,
      put.currency,
      put.mode === 'ADD',
      put.now,
      put.begin,
      maximumLines,
      maximumQuantity,
    ],
  });
  const row = rows[0];
  if (row === undefined) return null;
  if (row.others !== null) return { currency: row.others };
  return row.fits ? toCart(row) : { full: true };
}

/** Takes a variant out of a cart. Answers what is left and whether it was there; null without a cart. One statement. */
export async function takeFromCart(
  db: Queryable,
  owner: CartOwner,
  variantId: string,
  now: Date,
): Promise<{ cart: Cart; taken: boolean } | null> {
  const { rows } = await db.query<Row & { taken: boolean }>({
    name: 'take-from-cart',
    text: `WITH mine AS (UPDATE cart c SET updated_at = $4, version = c.version + 1 WHERE ${owned} RETURNING c.id, c.user_id, c.currency),
        taken AS (DELETE FROM cart_line l USING mine m WHERE l.cart_id = m.id AND l.variant_id = $3 RETURNING l.variant_id)
      SELECT m.id, m.user_id, m.currency, EXISTS (SELECT FROM taken) AS taken,
        (SELECT json_agg(json_build_object('variantId', l.variant_id, 'quantity', l.quantity) ORDER BY l.added_at, l.variant_id)
          FROM cart_line l WHERE l.cart_id = m.id AND l.variant_id <> $3) AS lines FROM mine m`,
    values: [...columnsOf(owner), variantId, now],
  });
  return rows[0] ? { cart: toCart(rows[0]), taken: rows[0].taken } : null;
}

/**
 * Moves a guest's cart into a person's, quantities added up. One statement. Null when the guest has no cart; refused when
 * the currencies differ or there are too many lines.
 */
export async function claimCart(
  db: Queryable,
  claim: { tokenHash: string; userId: string; cartId: string; now: Date },
): Promise<Cart | NotPut | null> {
  const { rows } = await db.query<Row & { fits: boolean; others: string | null }>({
    name: 'claim-cart',
    text: `WITH guest AS (SELECT id, currency FROM cart WHERE token_hash = $1 FOR UPDATE),
      mine AS (
        INSERT INTO cart (id, user_id, currency, created_at, updated_at) SELECT $3, $2, g.currency, $4, $4 FROM guest g
        ON CONFLICT (user_id) DO UPDATE SET updated_at = excluded.updated_at, version = cart.version + 1, currency = CASE
          WHEN EXISTS (SELECT FROM cart_line l WHERE l.cart_id = cart.id) THEN cart.currency ELSE excluded.currency END
        RETURNING id, user_id, currency
      ), old AS (SELECT l.variant_id, l.quantity, l.added_at FROM cart_line l, mine m WHERE l.cart_id = m.id),
      new AS (SELECT l.variant_id, l.quantity, l.added_at FROM cart_line l, guest g WHERE l.cart_id = g.id),
      merged AS (
        SELECT variant_id, least(sum(quantity), $5)::int AS quantity, min(added_at) AS added_at
        FROM (SELECT * FROM old UNION ALL SELECT * FROM new) x GROUP BY variant_id
      ), verdict AS (
        SELECT m.id, m.user_id, m.currency,
          CASE WHEN EXISTS (SELECT FROM old) AND EXISTS (SELECT FROM new) AND m.currency <> g.currency THEN m.currency END AS others,
          (SELECT count(*) FROM merged) <= $6 AS fits
        FROM mine m, guest g
      ), put AS (
        INSERT INTO cart_line (cart_id, variant_id, quantity, added_at)
        SELECT v.id, x.variant_id, x.quantity, x.added_at FROM merged x, verdict v WHERE v.fits AND v.others IS NULL
        ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity
      ), gone AS (
        DELETE FROM cart c USING guest g, verdict v WHERE c.id = g.id AND v.fits AND v.others IS NULL
      )
      SELECT v.id, v.user_id, v.currency, v.others, v.fits, (SELECT json_agg(json_build_object('variantId', x.variant_id, 'quantity', x.quantity)
        ORDER BY x.added_at, x.variant_id) FROM merged x) AS lines FROM verdict v`,
    values: [claim.tokenHash, claim.userId, claim.cartId, claim.now, maximumQuantity, maximumLines],
  });
  const row = rows[0];
  if (row === undefined) return null;
  if (row.others !== null) return { currency: row.others };
  return row.fits ? toCart(row) : { full: true };
}

/** Guests' carts that nobody has touched since are forgotten. */
export async function forgetCarts(db: Queryable, untouchedSince: Date): Promise<void> {
  await db.query({
    name: 'forget-carts',
    text: `DELETE FROM cart WHERE id IN (SELECT id FROM cart WHERE user_id IS NULL AND updated_at < $1 LIMIT 1000)`,
    values: [untouchedSince],
  });
}
