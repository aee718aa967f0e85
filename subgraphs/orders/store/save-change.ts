import type { Actor, Envelope, EventTrail } from '@soko/events';
import { outboxRows } from '@soko/outbox';
import { checkoutEvents, orderEvents } from '../domain/order-events.ts';
import type { NewTask, OrderChange } from '../domain/order.ts';
import type { Checkout, Purchase, Saga } from '../domain/purchase.ts';
import { outboxInsert, toJson } from './json.ts';
import type { Queryable } from './queryable.ts';

/** What to save, all of it or nothing. */
export interface Change {
  /** The checkout and its saga, as they were read and as they shall be. */
  purchase?: { before: Purchase; checkout: Checkout; saga: Saga } | undefined;
  orders: readonly OrderChange[];
  tasks: readonly NewTask[];
  clearsCart?: boolean;
  /** Further events, beside those that follow from the changes. */
  events?: readonly Envelope[];
  /** The event that caused it, noted as handled. */
  event?: { group: string; id: string } | undefined;
  /** Who did it, for the history: whoever caused the event, where this service only follows. */
  actor?: Actor | undefined;
}

/** How long a task may take before support sees it, in milliseconds. */
const taskMs = 300_000;

/** What a change consists of: parts of the statement that would save nothing are left out of it. */
interface Parts {
  purchase: boolean;
  packed: boolean;
  moved: boolean;
  tasks: boolean;
  clearsCart: boolean;
  event: boolean;
  told: boolean;
}

/** Numbers the values of a statement in the order they are mentioned. */
function numbered() {
  const values: unknown[] = [];
  return { values, value: (value: unknown): string => `$${values.push(value)}` };
}

const purchaseRows = (saga: string): string => `saga AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(${saga}) AS r ("checkoutId" text, "from" int, version int, step text, "nextAt" timestamptz,
      "deadlineAt" timestamptz, attempts int, "reservedAgain" boolean, "sealedPayment" text, "lastError" text, status text,
      actions jsonb, refusal jsonb, "cartId" text)
  ), held_saga AS MATERIALIZED (
    SELECT s.checkout_id FROM checkout_saga s JOIN saga r ON r."checkoutId" = s.checkout_id AND r."from" = s.version
    WHERE (SELECT count(*) FROM held) >= 0 FOR UPDATE OF s
  ), `;

const purchaseChanges = (now: string): string => `, stepped AS (
    UPDATE checkout_saga s SET version = r.version, step = r.step, next_at = r."nextAt", deadline_at = r."deadlineAt",
      attempts = r.attempts, reserved_again = r."reservedAgain", sealed_payment = r."sealedPayment", last_error = r."lastError"
    FROM saga r, go WHERE s.checkout_id = r."checkoutId" AND s.version = r."from"
  ), settled AS (
    UPDATE checkout c SET status = r.status, actions = r.actions, refusal = r.refusal, updated_at = ${now}
    FROM saga r, go WHERE c.id = r."checkoutId" AND (c.status, c.actions) IS DISTINCT FROM (r.status, r.actions)
  )`;

const cartChanges = `, bought AS (
    SELECT r."cartId", l.variant_id, sum(l.quantity) AS quantity
    FROM saga r, go, orders o JOIN order_line l ON l.order_id = o.id WHERE o.checkout_id = r."checkoutId" GROUP BY 1, 2
  ), emptied AS (
    DELETE FROM cart_line l USING bought b WHERE l.cart_id = b."cartId" AND l.variant_id = b.variant_id AND l.quantity <= b.quantity
  ), lessened AS (
    UPDATE cart_line l SET quantity = l.quantity - b.quantity::int
    FROM bought b WHERE l.cart_id = b."cartId" AND l.variant_id = b.variant_id AND l.quantity > b.quantity
  )`;

const packedLines = (lines: string): string => `, packed AS (
    UPDATE order_line l SET packed_quantity = r."packedQuantity", tax_minor = r."taxMinor", fee_minor = r."feeMinor"
    FROM go, jsonb_to_recordset(${lines}) AS r (id text, "packedQuantity" int, "taxMinor" bigint, "feeMinor" bigint) WHERE l.id = r.id
  )`;

const history = (moves: string, now: string): string => `, recorded AS (
    INSERT INTO order_history (order_id, at, from_status, to_status, actor_kind, actor_id, reason)
    SELECT r."orderId", ${now}, r."from", r."to", r."actorKind", r."actorId", r.reason
    FROM go, jsonb_to_recordset(${moves}) AS r ("orderId" text, "from" text, "to" text, "actorKind" text, "actorId" text, reason text)
  )`;

const tasked = (at: { tasks: string; now: string; deadline: string; correlationId: string }): string => `, tasked AS (
    INSERT INTO order_task (order_id, kind, amount_minor, reason, correlation_id, created_at, deadline_at, next_at)
    SELECT r."orderId", r.kind, r."amountMinor", r.reason, ${at.correlationId}, ${at.now}, ${at.deadline}, ${at.now}
    FROM go, jsonb_to_recordset(${at.tasks}) AS r ("orderId" text, kind text, "amountMinor" bigint, reason text)
    ON CONFLICT (order_id, kind) DO UPDATE SET next_at = excluded.next_at, deadline_at = excluded.deadline_at, done_at = NULL,
      failed_at = NULL, attempts = 0, amount_minor = coalesce(excluded.amount_minor, order_task.amount_minor)
  )`;

/**
 * One statement. It takes the rows first, orders before saga, and goes on only when every one still has the version it
 * was read with: of two that decide at once, one saves and the other decides anew.
 */
function compose(change: Change, trail: EventTrail): { name: string; text: string; values: unknown[] } {
  const at = trail.now();
  const lines = change.orders.flatMap(({ before, after }) => (before.lines === after.lines ? [] : after.lines));
  const moves = historyOf(change.orders, change.actor ?? trail.actor);
  const told = outboxRows(eventsOf(change, trail));
  const parts: Parts = {
    purchase: change.purchase !== undefined,
    packed: lines.length > 0,
    moved: moves.length > 0,
    tasks: change.tasks.length > 0,
    clearsCart: change.clearsCart === true,
    event: change.event !== undefined,
    told: told.length > 0,
  };
  const { values, value } = numbered();
  const [orders, now] = [value(toJson(rowsOf(change.orders))), value(at)];
  const event = change.event && { group: value(change.event.group), id: value(change.event.id) };
  const text = `WITH wanted AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(${orders}) AS r (id text, "from" int, version int, status text, "paymentStatus" text, "itemsMinor" bigint,
      "deliveryMinor" bigint, "taxMinor" bigint, "taxIncludedMinor" bigint, "feeMinor" bigint, "totalMinor" bigint,
      "receiptConfirmedAt" timestamptz)
  ), held AS MATERIALIZED (
    SELECT o.id FROM orders o JOIN wanted w ON w.id = o.id AND w."from" = o.version ORDER BY o.id FOR UPDATE OF o
  ), ${parts.purchase ? purchaseRows(value(toJson(sagaRowOf(change)))) : ''}go AS MATERIALIZED (
    SELECT 1 WHERE (SELECT count(*) FROM held) = jsonb_array_length(${orders})
      ${parts.purchase ? 'AND EXISTS (SELECT FROM held_saga)' : ''}
      ${event ? `AND NOT EXISTS (SELECT FROM inbox WHERE consumer = ${event.group} AND event_id = ${event.id})` : ''}
  ), changed AS (
    UPDATE orders o SET version = w.version, status = w.status, payment_status = w."paymentStatus", items_minor = w."itemsMinor",
      delivery_minor = w."deliveryMinor", tax_minor = w."taxMinor", tax_included_minor = w."taxIncludedMinor",
      fee_minor = w."feeMinor", total_minor = w."totalMinor", receipt_confirmed_at = w."receiptConfirmedAt", updated_at = ${now}
    FROM wanted w, go WHERE o.id = w.id AND o.version = w."from"
  )${parts.packed ? packedLines(value(toJson(lines))) : ''}${parts.moved ? history(value(toJson(moves)), now) : ''}${
    parts.tasks
      ? tasked({
          tasks: value(toJson(change.tasks)),
          now,
          deadline: value(new Date(at.getTime() + taskMs)),
          correlationId: value(trail.correlationId),
        })
      : ''
  }${parts.purchase ? purchaseChanges(now) : ''}${parts.purchase && parts.clearsCart ? cartChanges : ''}${
    event
      ? `, noted AS (INSERT INTO inbox (consumer, event_id) SELECT ${event.group}::text, ${event.id}::text FROM go ON CONFLICT DO NOTHING)`
      : ''
  }${parts.told ? `, told AS (${outboxInsert(value(toJson(told)))}, go)` : ''}
  SELECT EXISTS (SELECT FROM go) AS saved`;
  const name = Object.entries(parts).flatMap(([part, there]) => (there ? [part] : []));
  return { name: ['save', ...name].join('-'), text, values };
}

/** Several changes of one order, one after the other, are one row. */
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
          refusal: purchase.checkout.refusal,
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
    orderIds: before.orders.map(({ id }) => id),
    sequence: saga.version,
    reason: orders[0]?.reason ?? null,
  };
  return [...ofOrders, ...checkoutEvents(before.checkout, checkout, facts, trail), ...events];
}

/**
 * Saves a decision with its history, its tasks and its events: one statement. Answers false, and saves nothing, when
 * somebody else changed one of the rows meanwhile or the event was handled before: read again, and decide anew.
 */
export async function saveChange(db: Queryable, change: Change, trail: EventTrail): Promise<boolean> {
  const { rows } = await db.query<{ saved: boolean }>(compose(change, trail));
  return rows[0]?.saved ?? false;
}
