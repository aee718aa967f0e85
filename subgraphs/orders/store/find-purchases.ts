import { isId } from '@soko/ids';
import type { Order } from '../domain/order.ts';
import type { Checkout, Purchase } from '../domain/purchase.ts';
import { checkoutColumns, type CheckoutRow, sagaColumns, type SagaRow, toCheckout, toSaga } from './checkout-rows.ts';
import { orderColumns, type OrderRow, toOrder } from './order-rows.ts';
import type { Queryable } from './queryable.ts';

const ordersOf = `(SELECT json_agg(to_jsonb(x) ORDER BY x.number) FROM (
    SELECT ${orderColumns} FROM orders o WHERE o.checkout_id = c.id
  ) x)`;

/** What `json_agg` makes of an order's row: moments are texts, amounts numbers that may be too big for one. */
type OrderJson = OrderRow & { created_at: string; updated_at: string; receipt_confirmed_at: string | null };

/** `to_jsonb` writes amounts as numbers; as text they stay exact. */
const exactOrdersOf = ordersOf.replace(
  'to_jsonb(x)',
  `to_jsonb(x) || jsonb_build_object('items_minor', x.items_minor::text, 'delivery_minor', x.delivery_minor::text,
      'tax_minor', x.tax_minor::text, 'tax_included_minor', x.tax_included_minor::text, 'discount_minor', x.discount_minor::text,
      'fee_minor', x.fee_minor::text, 'total_minor', x.total_minor::text)`,
);

const orderOfJson = (json: OrderJson): Order =>
  toOrder({
    ...json,
    created_at: new Date(json.created_at),
    updated_at: new Date(json.updated_at),
    receipt_confirmed_at: json.receipt_confirmed_at === null ? null : new Date(json.receipt_confirmed_at),
  });

type Row = CheckoutRow & SagaRow & { orders: OrderJson[]; seen: boolean };

/** A purchase, and whether `group` has handled the event with this id before. */
export interface LoadedPurchase {
  purchase: Purchase;
  seen: boolean;
}

const toPurchase = (row: Row): Purchase => ({
  checkout: toCheckout(row),
  saga: toSaga(row),
  orders: row.orders.map(orderOfJson),
});

const select = (where: string): string => `SELECT ${checkoutColumns}, ${sagaColumns}, ${exactOrdersOf} AS orders,
    EXISTS (SELECT FROM inbox i WHERE i.consumer = $2 AND i.event_id = $3) AS seen
  FROM checkout c JOIN checkout_saga s ON s.checkout_id = c.id WHERE ${where}`;

/** Where a purchase is looked for. */
export type PurchaseKey = { checkoutId: string } | { orderId: string };

/** A whole purchase. One statement; null when there is none. */
export async function findPurchase(
  db: Queryable,
  key: PurchaseKey,
  event?: { group: string; id: string },
): Promise<LoadedPurchase | null> {
  const by = 'checkoutId' in key ? 'checkout' : 'order';
  const id = 'checkoutId' in key ? key.checkoutId : key.orderId;
  if (!isId(by === 'checkout' ? 'chk' : 'ord', id)) return null;
  const { rows } = await db.query<Row>({
    name: `purchase-by-${by}`,
    text: select(by === 'checkout' ? 'c.id = $1' : 'c.id = (SELECT checkout_id FROM orders WHERE id = $1)'),
    values: [id, event?.group ?? null, event?.id ?? null],
  });
  return rows[0] === undefined ? null : { purchase: toPurchase(rows[0]), seen: rows[0].seen };
}

/** Checkouts by id; ids that name nothing are left out. */
export async function findCheckouts(db: Queryable, ids: readonly string[]): Promise<Map<string, Checkout>> {
  const { rows } = await db.query<CheckoutRow>({
    name: 'checkouts-by-id',
    text: `SELECT ${checkoutColumns} FROM checkout c WHERE c.id = ANY($1)`,
    values: [ids.filter((id) => isId('chk', id))],
  });
  return new Map(rows.map((row) => [row.id, toCheckout(row)]));
}
