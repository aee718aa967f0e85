import type { Actor, Envelope, EventTrail } from '@soko/events';
import { outboxInsert, outboxRows } from '@soko/outbox';
import { createParameters, inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import { checkoutEvents, orderEvents } from '../domain/order-events.ts';
import type { NewTask, OrderChange } from '../domain/order.ts';
import { offersGivenBack } from '../domain/offers/offered-price.ts';
import { releaseOf } from '../domain/promotions/redemption.ts';
import type { Checkout, Purchase, Saga } from '../domain/purchase.ts';
import { taskTimeoutMs } from '../domain/saga-steps.ts';
import { toJson } from './json.ts';
import { releaseOffers } from './offers/use-offers.ts';
import { releasePromotions } from './promotions/redeem.ts';

/** A decision to save, completely or not at all. */
export interface Change {
  /** The purchase as it was read, and its checkout and saga after the decision. */
  purchase?: { before: Purchase; checkout: Checkout; saga: Saga } | undefined;
  orders: readonly OrderChange[];
  tasks: readonly NewTask[];
  clearsCart?: boolean;
  /** Further events, in addition to those that follow from the changes. */
  events?: readonly Envelope[];
  /** The event that caused the change. It is saved as handled. */
  event?: { group: string; id: string } | undefined;
  /** Actor for the history. Default: the actor of the trail. A consumer passes the actor of its event. */
  actor?: Actor | undefined;
}

/** Parts of the statement. A part without rows is left out. */
interface Parts {
  purchase: boolean;
  packed: boolean;
  moved: boolean;
  tasks: boolean;
  clearsCart: boolean;
  event: boolean;
  events: boolean;
}

const lockSaga = (saga: string): string => `saga AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(${saga}) AS r ("checkoutId" text, "from" int, version int, step text, "nextAt" timestamptz,
      "deadlineAt" timestamptz, attempts int, "reservedAgain" boolean, "sealedPayment" text, "lastError" text, status text,
      actions jsonb, refusal jsonb, "cartId" text)
  ), locked_saga AS MATERIALIZED (
    SELECT s.checkout_id FROM checkout_saga s JOIN saga r ON r."checkoutId" = s.checkout_id AND r."from" = s.version
    WHERE (SELECT count(*) FROM locked) >= 0 FOR UPDATE OF s
  ), `;

const changePurchase = (now: string): string => `, stepped AS (
    UPDATE checkout_saga s SET version = r.version, step = r.step, next_at = r."nextAt", deadline_at = r."deadlineAt",
      attempts = r.attempts, reserved_again = r."reservedAgain", sealed_payment = r."sealedPayment", last_error = r."lastError"
    FROM saga r, allowed WHERE s.checkout_id = r."checkoutId" AND s.version = r."from"
  ), settled AS (
    UPDATE checkout c SET status = r.status, actions = r.actions, refusal = r.refusal, updated_at = ${now}
    FROM saga r, allowed WHERE c.id = r."checkoutId" AND (c.status, c.actions) IS DISTINCT FROM (r.status, r.actions)
  )`;

const changeCart = `, bought AS (
    SELECT r."cartId", l.variant_id, sum(l.quantity) AS quantity
    FROM saga r, allowed, orders o JOIN order_line l ON l.order_id = o.id WHERE o.checkout_id = r."checkoutId" AND o.status <> 'CANCELLED' GROUP BY 1, 2
  ), uncoded AS (
    DELETE FROM cart_promotion_code k USING saga r, allowed WHERE k.cart_id = r."cartId"
  ), emptied AS (
    DELETE FROM cart_line l USING bought b WHERE l.cart_id = b."cartId" AND l.variant_id = b.variant_id AND l.quantity <= b.quantity
  ), lessened AS (
    UPDATE cart_line l SET quantity = l.quantity - b.quantity::int
    FROM bought b WHERE l.cart_id = b."cartId" AND l.variant_id = b.variant_id AND l.quantity > b.quantity
  )`;

const changeLines = (lines: string): string => `, packed AS (
    UPDATE order_line l SET packed_quantity = r."packedQuantity", tax_minor = r."taxMinor", fee_minor = r."feeMinor",
      discount_minor = r."discountMinor", discounts = r.discounts
    FROM allowed, jsonb_to_recordset(${lines}) AS r (id text, "packedQuantity" int, "taxMinor" bigint, "feeMinor" bigint,
      "discountMinor" bigint, discounts jsonb) WHERE l.id = r.id
  )`;

const addHistory = (moves: string, now: string): string => `, recorded AS (
    INSERT INTO order_history (order_id, at, from_status, to_status, actor_kind, actor_id, reason)
    SELECT r."orderId", ${now}, r."from", r."to", r."actorKind", r."actorId", r.reason
    FROM allowed, jsonb_to_recordset(${moves}) AS r ("orderId" text, "from" text, "to" text, "actorKind" text, "actorId" text, reason text)
  )`;

const addTasks = (at: { tasks: string; now: string; deadline: string; correlationId: string }): string => `, tasked AS (
    INSERT INTO order_task (order_id, kind, amount_minor, reason, correlation_id, created_at, deadline_at, next_at, reference,
      delivery_minor, cause, fee_returned)
    SELECT r."orderId", r.kind, r."amountMinor", r.reason, ${at.correlationId}, ${at.now}, ${at.deadline}, ${at.now},
      coalesce(r.reference, ''), r."deliveryMinor", r.cause, r."feeReturned"
    FROM allowed, jsonb_to_recordset(${at.tasks}) AS r ("orderId" text, kind text, "amountMinor" bigint, reason text,
      reference text, "deliveryMinor" bigint, cause text, "feeReturned" boolean)
    ON CONFLICT (order_id, kind, reference) DO UPDATE SET next_at = excluded.next_at, deadline_at = excluded.deadline_at, done_at = NULL,
      failed_at = NULL, attempts = 0, amount_minor = coalesce(excluded.amount_minor, order_task.amount_minor)
  )`;

/**
 * One statement. It locks the rows first, orders before the saga, and changes them only when each still has the version it was
 * read with. Of two decisions at the same time one is saved, and the other is made again.
 */
// SQL: hot; changes eight tables, each row on condition of its version, in one statement.
function composeStatement(change: Change, trail: EventTrail): { name: string; text: string; values: unknown[] } {
  const at = trail.now();
  const lines = change.orders.flatMap(({ before, after }) => (before.lines === after.lines ? [] : after.lines));
  const moves = historyOf(change.orders, change.actor ?? trail.actor);
  const events = eventsOf(change, trail);
  const parts: Parts = {
    purchase: change.purchase !== undefined,
    packed: lines.length > 0,
    moved: moves.length > 0,
    tasks: change.tasks.length > 0,
    clearsCart: change.clearsCart === true,
    event: change.event !== undefined,
    events: events.length > 0,
  };
  const { values, add } = createParameters();
  const [orders, now] = [add(toJson(rowsOf(change.orders))), add(at)];
  const event = change.event && { group: add(change.event.group), id: add(change.event.id) };
  const text = `WITH wanted AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(${orders}) AS r (id text, "from" int, version int, status text, "paymentStatus" text, "itemsMinor" bigint,
      "deliveryMinor" bigint, "taxMinor" bigint, "taxIncludedMinor" bigint, "feeMinor" bigint, "discountMinor" bigint,
      "totalMinor" bigint, "receiptConfirmedAt" timestamptz)
  ), locked AS MATERIALIZED (
    SELECT o.id FROM orders o JOIN wanted w ON w.id = o.id AND w."from" = o.version ORDER BY o.id FOR UPDATE OF o
  ), ${parts.purchase ? lockSaga(add(toJson(sagaRowOf(change)))) : ''}allowed AS MATERIALIZED (
    SELECT 1 WHERE (SELECT count(*) FROM locked) = jsonb_array_length(${orders})
      ${parts.purchase ? 'AND EXISTS (SELECT FROM locked_saga)' : ''}
      ${event ? `AND NOT EXISTS (SELECT FROM inbox WHERE consumer = ${event.group} AND event_id = ${event.id})` : ''}
  ), changed AS (
    UPDATE orders o SET version = w.version, status = w.status, payment_status = w."paymentStatus", items_minor = w."itemsMinor",
      delivery_minor = w."deliveryMinor", tax_minor = w."taxMinor", tax_included_minor = w."taxIncludedMinor",
      fee_minor = w."feeMinor", discount_minor = w."discountMinor", total_minor = w."totalMinor", receipt_confirmed_at = w."receiptConfirmedAt", updated_at = ${now}
    FROM wanted w, allowed WHERE o.id = w.id AND o.version = w."from"
  )${parts.packed ? changeLines(add(toJson(lines))) : ''}${parts.moved ? addHistory(add(toJson(moves)), now) : ''}${
    parts.tasks
      ? addTasks({
          tasks: add(toJson(change.tasks)),
          now,
          deadline: add(new Date(at.getTime() + taskTimeoutMs)),
          correlationId: add(trail.correlationId),
        })
      : ''
  }${parts.purchase ? changePurchase(now) : ''}${parts.purchase && parts.clearsCart ? changeCart : ''}${
    event
      ? `, handled AS (INSERT INTO inbox (consumer, event_id) SELECT ${event.group}::text, ${event.id}::text FROM allowed ON CONFLICT DO NOTHING)`
      : ''
  }${parts.events ? `, published AS (${outboxInsert(add(outboxRows(events)))}, allowed)` : ''}
  SELECT EXISTS (SELECT FROM allowed) AS saved`;
  const name = Object.entries(parts).flatMap(([part, isPresent]) => (isPresent ? [part] : []));
  return { name: ['save', ...name].join('-'), text, values };
}

/** One row per order, even after several changes of it. */
function rowsOf(changes: readonly OrderChange[]) {
  const rows = new Map<string, ReturnType<typeof rowOf>>();
  for (const change of changes) rows.set(change.after.id, rowOf(change, rows.get(change.after.id)?.from));
  return [...rows.values()];
}

const rowOf = ({ before, after }: OrderChange, from: number = before.version) => ({
  id: after.id,
  from,
  version: after.version,
  status: after.status,
  paymentStatus: after.paymentStatus,
  itemsMinor: after.itemsMinor,
  deliveryMinor: after.deliveryMinor,
  taxMinor: after.taxMinor,
  taxIncludedMinor: after.taxIncludedMinor,
  feeMinor: after.feeMinor,
  discountMinor: after.discountMinor,
  totalMinor: after.totalMinor,
  receiptConfirmedAt: after.receiptConfirmedAt,
});

const sagaRowOf = ({ purchase }: Change) =>
  purchase === undefined
    ? []
    : [
        {
          ...purchase.saga,
          checkoutId: purchase.checkout.id,
          from: purchase.before.saga.version,
          status: purchase.checkout.status,
          actions: purchase.checkout.actions,
          refusal: purchase.checkout.failure,
          cartId: purchase.checkout.cartId,
        },
      ];

const historyOf = (changes: readonly OrderChange[], actor: Actor) =>
  changes
    .filter(({ before, after }) => before.status !== after.status)
    .map(({ before, after, reason }) => ({
      orderId: after.id,
      from: before.status,
      to: after.status,
      actorKind: actor.kind,
      actorId: actor.id,
      reason,
    }));

function eventsOf({ purchase, orders, events = [] }: Change, trail: EventTrail): Envelope[] {
  const ofOrders = orders.flatMap((change) => orderEvents(change, trail));
  if (purchase === undefined) return [...ofOrders, ...events];
  const { before, checkout, saga } = purchase;
  const facts = {
    orders: before.orders,
    sequence: saga.version,
    reason: orders[0]?.reason ?? null,
  };
  return [...ofOrders, ...checkoutEvents(before.checkout, checkout, facts, trail), ...events];
}

async function saveOnce(db: Queryable, change: Change, trail: EventTrail): Promise<boolean> {
  const { rows } = await db.query<{ saved: boolean }>(composeStatement(change, trail));
  return rows[0]?.saved ?? false;
}

/** `saveChange` in a transaction: when it returns false, the caller rolls back. */
export async function saveChangeIn(tx: Queryable, change: Change, trail: EventTrail): Promise<boolean> {
  if (!(await saveOnce(tx, change, trail))) return false;
  const release = releaseOf(change.orders);
  if (release !== null) await releasePromotions(tx, release, { now: trail.now(), trail });
  const givingBack = offersGivenBack(change.orders);
  if (givingBack.length > 0) await releaseOffers(tx, givingBack, trail);
  return true;
}

/**
 * Saves a decision with its history, its tasks and its events. One statement, or a transaction when orders with promotions or
 * offered prices end without a sale: these are given back with it. Returns false and saves nothing when one of the rows was changed meanwhile or the
 * event was handled before: read again and repeat the decision.
 */
export const saveChange = (pool: pg.Pool, change: Change, trail: EventTrail): Promise<boolean> =>
  releaseOf(change.orders) === null && offersGivenBack(change.orders).length === 0
    ? saveOnce(pool, change, trail)
    : inTransaction(pool, (tx) => saveChangeIn(tx, change, trail));
