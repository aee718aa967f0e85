import type { Envelope } from '@soko/events';
import { outboxInsertAbout, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import {
  type CappedLine,
  type Cart,
  type CartMisfit,
  type CartOwner,
  maxCartLines,
  maxLineQuantity,
} from '../domain/cart.ts';
import { cartLines, type CartRow, isOwned, linesFrom, ownerValues, toCart } from './cart-rows.ts';

/**
 * Adds a quantity of a variant to a line of a cart, or sets it. `creates` allows a new cart. `lineAdded` is published when the line is
 * new. One statement. Null when there is no cart and none may be created.
 */
export async function putIntoCart(
  db: Queryable,
  owner: CartOwner,
  put: {
    cartId: string;
    variantId: string;
    quantity: number;
    /** Currencies in which the variant is sold, that of a new cart first. */
    currencies: readonly string[];
    mode: 'ADD' | 'SET';
    creates: boolean;
    now: Date;
    lineAdded?: Envelope;
  },
): Promise<Cart | CartMisfit | null> {
  const target = 'userId' in owner ? 'user_id' : 'token_hash';
  const { rows } = await db.query<CartRow & { fits: boolean; other_currency: string | null }>({
    name: `put-into-cart-${target}`,
    // SQL: hot; checks the limits and changes cart and line in one statement.
    text: `WITH target AS (
        INSERT INTO cart (id, user_id, token_hash, currency, created_at, updated_at)
        SELECT $3, $1, $2, $6, $8, $8 WHERE $9
          OR EXISTS (SELECT FROM cart c WHERE ${isOwned})
        ON CONFLICT (${target}) DO UPDATE SET updated_at = excluded.updated_at, version = cart.version + 1, currency = CASE
          WHEN cart.currency = ANY($12) OR EXISTS (SELECT FROM cart_line l WHERE l.cart_id = cart.id AND l.variant_id <> $4)
          THEN cart.currency ELSE excluded.currency END
        RETURNING id, user_id, currency, version
      ), lines AS (
        SELECT l.variant_id, l.quantity, l.added_at FROM cart_line l, target t WHERE l.cart_id = t.id
      ), verdict AS (
        SELECT t.id, t.user_id, t.currency,
          CASE WHEN t.currency <> ALL($12) THEN t.currency END AS other_currency,
          coalesce((SELECT quantity FROM lines WHERE variant_id = $4 AND $7), 0) + $5::int AS quantity,
          (SELECT count(*) FROM lines WHERE variant_id <> $4) < $10 AS room
        FROM target t
      ), put AS (
        INSERT INTO cart_line (cart_id, variant_id, quantity, added_at)
        SELECT v.id, $4, v.quantity, greatest($8::timestamptz, (SELECT max(added_at) FROM lines) + interval '1 millisecond')
        FROM verdict v WHERE v.other_currency IS NULL AND v.room AND v.quantity <= $11
        ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = CASE WHEN $7 THEN least($11, cart_line.quantity + $5::int) ELSE $5::int END
        RETURNING cart_id, variant_id, quantity, added_at
      ), told AS (
        ${outboxInsertAbout('$13', { subject: 't.id', sequence: 't.version', from: 'target t' })}
        WHERE EXISTS (SELECT FROM put) AND NOT EXISTS (SELECT FROM lines WHERE variant_id = $4)
      )
      SELECT v.id, v.user_id, v.currency, v.other_currency, EXISTS (SELECT FROM put) AS fits,
        ${linesFrom(
          `(SELECT variant_id, quantity, added_at FROM lines WHERE variant_id <> $4
            UNION ALL SELECT variant_id, quantity, added_at FROM put) x`,
          'x',
        )} AS lines
      FROM verdict v`,
    values: [
      ...ownerValues(owner),
      put.cartId,
      put.variantId,
      put.quantity,
      put.currencies[0],
      put.mode === 'ADD',
      put.now,
      put.creates,
      maxCartLines,
      maxLineQuantity,
      put.currencies,
      outboxRows(put.lineAdded === undefined ? [] : [put.lineAdded]),
    ],
  });
  const row = rows[0];
  if (row === undefined) return null;
  if (row.other_currency !== null) return { currency: row.other_currency };
  return row.fits ? toCart(row) : { full: true };
}

/** Removes a variant from a cart. One statement. Null when there is no cart. */
export async function takeFromCart(
  db: Queryable,
  owner: CartOwner,
  variantId: string,
  now: Date,
): Promise<{ cart: Cart; isRemoved: boolean } | null> {
  const { rows } = await db.query<CartRow & { is_removed: boolean }>({
    name: 'take-from-cart',
    // SQL: changes cart and line in one statement.
    text: `WITH mine AS (UPDATE cart c SET updated_at = $4, version = c.version + 1 WHERE ${isOwned} RETURNING c.id, c.user_id, c.currency),
        removed AS (DELETE FROM cart_line l USING mine m WHERE l.cart_id = m.id AND l.variant_id = $3 RETURNING l.variant_id)
      SELECT m.id, m.user_id, m.currency, EXISTS (SELECT FROM removed) AS is_removed,
        ${linesFrom('cart_line l WHERE l.cart_id = m.id AND l.variant_id <> $3', 'l')} AS lines FROM mine m`,
    values: [...ownerValues(owner), variantId, now],
  });
  return rows[0] ? { cart: toCart(rows[0]), isRemoved: rows[0].is_removed } : null;
}

/**
 * Moves the lines of a guest's cart into a person's cart and adds up the quantities. One statement. Null when the guest has no
 * cart. Changes nothing when the currencies differ or the lines are too many.
 */
export async function mergeGuestCart(
  db: Queryable,
  claim: { tokenHash: string; userId: string; cartId: string; now: Date },
): Promise<Cart | CartMisfit | null> {
  const { rows } = await db.query<CartRow & { fits: boolean; other_currency: string | null; capped: CappedLine[] }>({
    name: 'merge-guest-cart',
    // SQL: checks the limits and changes two carts and their lines in one statement.
    text: `WITH guest AS (SELECT id, currency FROM cart WHERE token_hash = $1 FOR UPDATE),
      mine AS (
        INSERT INTO cart (id, user_id, currency, created_at, updated_at) SELECT $3, $2, g.currency, $4, $4 FROM guest g
        ON CONFLICT (user_id) DO UPDATE SET updated_at = excluded.updated_at, version = cart.version + 1, currency = CASE
          WHEN EXISTS (SELECT FROM cart_line l WHERE l.cart_id = cart.id) THEN cart.currency ELSE excluded.currency END
        RETURNING id, user_id, currency
      ), old AS (SELECT l.variant_id, l.quantity, l.added_at FROM cart_line l, mine m WHERE l.cart_id = m.id),
      new AS (SELECT l.variant_id, l.quantity, l.added_at FROM cart_line l, guest g WHERE l.cart_id = g.id),
      merged AS (
        SELECT variant_id, least(sum(quantity), $5)::int AS quantity, sum(quantity)::int AS wanted, min(added_at) AS added_at
        FROM (SELECT * FROM old UNION ALL SELECT * FROM new) x GROUP BY variant_id
      ), verdict AS (
        SELECT m.id, m.user_id, m.currency,
          CASE WHEN EXISTS (SELECT FROM old) AND EXISTS (SELECT FROM new) AND m.currency <> g.currency THEN m.currency END AS other_currency,
          (SELECT count(*) FROM merged) <= $6 AS fits
        FROM mine m, guest g
      ), put AS (
        INSERT INTO cart_line (cart_id, variant_id, quantity, added_at)
        SELECT v.id, x.variant_id, x.quantity, x.added_at FROM merged x, verdict v WHERE v.fits AND v.other_currency IS NULL
        ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity
      ), codes AS (
        INSERT INTO cart_promotion_code (cart_id, code, added_at)
        SELECT v.id, k.code, k.added_at FROM verdict v, guest g JOIN cart_promotion_code k ON k.cart_id = g.id
        WHERE v.fits AND v.other_currency IS NULL AND NOT EXISTS (SELECT FROM cart_promotion_code o WHERE o.cart_id = v.id)
        ON CONFLICT DO NOTHING
      ), deleted AS (
        DELETE FROM cart c USING guest g, verdict v WHERE c.id = g.id AND v.fits AND v.other_currency IS NULL
      )
      SELECT v.id, v.user_id, v.currency, v.other_currency, v.fits, ${linesFrom('merged x', 'x')} AS lines,
        (SELECT coalesce(json_agg(json_build_object('variantId', variant_id, 'quantity', quantity, 'wanted', wanted) ORDER BY variant_id), '[]')
          FROM merged WHERE wanted > quantity) AS capped
      FROM verdict v`,
    values: [claim.tokenHash, claim.userId, claim.cartId, claim.now, maxLineQuantity, maxCartLines],
  });
  const row = rows[0];
  if (row === undefined) return null;
  if (row.other_currency !== null) return { currency: row.other_currency };
  return row.fits ? { ...toCart(row), cappedLines: row.capped } : { full: true };
}

/** Notes which guest's cart a person's cart took over last: `findClaimedCart` finds it. */
export async function noteClaim(tx: Queryable, claim: { cartId: string; tokenHash: string }): Promise<void> {
  await tx.query({
    name: 'note-claim',
    text: 'UPDATE cart SET claimed_token_hash = $2 WHERE id = $1',
    values: [claim.cartId, claim.tokenHash],
  });
}

/** Sets the currency of a cart. One statement. Null when there is no cart. */
export async function changeCartCurrency(
  db: Queryable,
  owner: CartOwner,
  currency: string,
  now: Date,
): Promise<Cart | null> {
  const { rows } = await db.query<CartRow>({
    name: 'change-cart-currency',
    // SQL: changes the cart and reads its lines in one statement.
    text: `UPDATE cart c SET currency = $3, updated_at = $4, version = c.version + 1 WHERE ${isOwned}
      RETURNING c.id, c.user_id, c.currency, ${cartLines} AS lines`,
    values: [...ownerValues(owner), currency, now],
  });
  return rows[0] ? toCart(rows[0]) : null;
}
