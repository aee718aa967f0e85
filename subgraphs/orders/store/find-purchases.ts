import { isId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { Order } from '../domain/order.ts';
import type { Checkout, Purchase } from '../domain/purchase.ts';
import { checkoutColumns, type CheckoutRow, sagaColumns, type SagaRow, toCheckout, toSaga } from './checkout-rows.ts';
import { orderColumns, type OrderRow, toOrder } from './order-rows.ts';

/** A row of an order as `json_agg` returns it: times are strings. */
type OrderJson = OrderRow & { created_at: string; updated_at: string; receipt_confirmed_at: string | null };

/** The orders of the checkout `c` as JSON. Amounts become strings, because a JSON number may be too small for them. */
const ordersAsJson = `(SELECT json_agg(to_jsonb(x) || jsonb_build_object('items_minor', x.items_minor::text,
      'delivery_minor', x.delivery_minor::text, 'tax_minor', x.tax_minor::text, 'tax_included_minor', x.tax_included_minor::text,
      'discount_minor', x.discount_minor::text, 'fee_minor', x.fee_minor::text, 'total_minor', x.total_minor::text)
    ORDER BY x.number) FROM (SELECT ${orderColumns} FROM orders o WHERE o.checkout_id = c.id) x)`;

const parseOrder = (json: OrderJson): Order =>
  toOrder({
    ...json,
    created_at: new Date(json.created_at),
    updated_at: new Date(json.updated_at),
    receipt_confirmed_at: json.receipt_confirmed_at === null ? null : new Date(json.receipt_confirmed_at),
  });

type Row = CheckoutRow & SagaRow & { orders: OrderJson[]; is_handled: boolean };

/** A purchase; `isHandled` is true when the consumer group has handled the event before. */
export interface LoadedPurchase {
  purchase: Purchase;
  isHandled: boolean;
}

const toPurchase = (row: Row): Purchase => ({
  checkout: toCheckout(row),
  saga: toSaga(row),
  orders: row.orders.map(parseOrder),
});

// SQL: hot; checkout, saga, orders, lines and inbox in one statement.
const purchaseWhere = (where: string): string => `SELECT ${checkoutColumns}, ${sagaColumns}, ${ordersAsJson} AS orders,
    EXISTS (SELECT FROM inbox i WHERE i.consumer = $2 AND i.event_id = $3) AS is_handled
  FROM checkout c JOIN checkout_saga s ON s.checkout_id = c.id WHERE ${where}`;

/** Key of a purchase: its checkout or one of its orders. */
export type PurchaseKey = { checkoutId: string } | { orderId: string };

/** A whole purchase. One statement. Null when there is none. */
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
    text: purchaseWhere(by === 'checkout' ? 'c.id = $1' : 'c.id = (SELECT checkout_id FROM orders WHERE id = $1)'),
    values: [id, event?.group ?? null, event?.id ?? null],
  });
  return rows[0] === undefined ? null : { purchase: toPurchase(rows[0]), isHandled: rows[0].is_handled };
}

/** Checkouts by id. One statement. Unknown ids are missing in the result. */
export async function findCheckouts(db: Queryable, ids: readonly string[]): Promise<Checkout[]> {
  const { rows } = await db.query<CheckoutRow>({
    name: 'checkouts-by-id',
    // SQL: hot, loads entities.
    text: `SELECT ${checkoutColumns} FROM checkout c WHERE c.id = ANY($1)`,
    values: [ids.filter((id) => isId('chk', id))],
  });
  return rows.map(toCheckout);
}
