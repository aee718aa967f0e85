import type { Bounds, Broken } from '@soko/invariants';
import { maxReported } from '@soko/invariants';
import type pg from 'pg';
import type { SubgraphName } from './subgraphs.ts';

export type OpenPools = Readonly<Record<SubgraphName, pg.Pool>>;

/** One order as orders, payments and fulfilment know it. Null where a subgraph does not know it. */
export interface SeenOrder {
  id: string;
  status: string;
  paymentStatus: string;
  currency: string;
  totalMinor: bigint;
  needsStock: boolean;
  payment: { status: string; method: string; currency: string; capturedMinor: bigint } | null;
  reservation: string | null;
  packaging: string | null;
  delivery: string | null;
}

interface AcrossRule {
  name: string;
  rule: string;
  /** The wrong values, or null when the rule holds. */
  findFault(order: SeenOrder): string | null;
}

/** The payment statuses that orders may show for a status of payments. */
const shownFor: Readonly<Record<string, readonly string[]>> = {
  CREATED: ['NONE'],
  REQUIRES_ACTION: ['NONE'],
  FAILED: ['NONE'],
  AUTHORIZED: ['AUTHORIZED'],
  VOIDED: ['VOIDED', 'NONE'],
  EXPIRED: ['VOIDED', 'NONE'],
  CAPTURED: ['CAPTURED'],
  PARTIALLY_CAPTURED: ['PARTIALLY_CAPTURED'],
  PARTIALLY_REFUNDED: ['PARTIALLY_REFUNDED'],
  REFUNDED: ['REFUNDED'],
  DISPUTED: ['CAPTURED', 'PARTIALLY_CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'],
  CHARGED_BACK: ['CHARGED_BACK'],
};

/** The reservations that fit an order with goods in stock. */
const reservationFor: Readonly<Record<string, readonly (string | null)[]>> = {
  CONFIRMED: ['COMMITTED'],
  PACKAGING: ['COMMITTED'],
  PACKAGED: ['PICKED'],
  IN_DELIVERY: ['PICKED'],
  DELIVERY_FAILED: ['PICKED'],
  RETURNED_TO_SENDER: ['PICKED'],
  FULFILLED: ['PICKED'],
  RETURN_REQUESTED: ['PICKED'],
  RETURNED: ['PICKED'],
  REJECTED: ['RELEASED', 'EXPIRED', null],
  PAYMENT_FAILED: ['RELEASED', 'EXPIRED'],
  EXPIRED: ['RELEASED', 'EXPIRED'],
  CANCELLED: ['RELEASED', 'EXPIRED'],
  PACKAGING_FAILED: ['RELEASED'],
};

const packagingFor: Readonly<Record<string, readonly (string | null)[]>> = {
  PACKAGING: ['IN_PROGRESS'],
  PACKAGED: ['COMPLETED'],
  IN_DELIVERY: ['COMPLETED'],
  DELIVERY_FAILED: ['COMPLETED'],
  RETURNED_TO_SENDER: ['COMPLETED'],
  FULFILLED: ['COMPLETED'],
  RETURN_REQUESTED: ['COMPLETED'],
  RETURNED: ['COMPLETED'],
  PACKAGING_FAILED: ['FAILED'],
  CANCELLED: ['CANCELLED', null],
};

const deliveryFor: Readonly<Record<string, readonly (string | null)[]>> = {
  IN_DELIVERY: ['IN_PROGRESS'],
  FULFILLED: ['COMPLETED'],
  RETURN_REQUESTED: ['COMPLETED'],
  RETURNED: ['COMPLETED'],
  RETURNED_TO_SENDER: ['FAILED'],
};

const isCharged = new Set(['CAPTURED', 'PARTIALLY_CAPTURED']);

const unlessFits = (
  table: Readonly<Record<string, readonly (string | null)[]>>,
  { status }: SeenOrder,
  found: string | null,
  name: string,
): string | null => {
  const fitting = table[status];
  return fitting === undefined || fitting.includes(found) ? null : `${status}, ${name} ${found ?? 'missing'}`;
};

/** Rules between the databases of several subgraphs. They hold once the work of an order has settled. */
export const acrossRules: readonly AcrossRule[] = [
  {
    name: 'orders-show-the-payment',
    rule: 'The payment status of an order is that of its payment, in the same currency.',
    findFault({ paymentStatus, currency, payment }) {
      if (payment === null) return paymentStatus === 'NONE' ? null : `${paymentStatus} without a payment`;
      if (payment.currency !== currency) return `order in ${currency}, payment in ${payment.currency}`;
      return shownFor[payment.status]?.includes(paymentStatus) === true
        ? null
        : `order ${paymentStatus}, payment ${payment.status}`;
    },
  },
  {
    name: 'charged-is-the-total',
    rule: 'The charge of an order is its total: what was packed, no more and no less. M-Pesa charges before the packing.',
    findFault({ paymentStatus, totalMinor, payment }) {
      if (payment === null || !isCharged.has(paymentStatus) || payment.capturedMinor === totalMinor) return null;
      if (payment.method === 'MPESA' && payment.capturedMinor > totalMinor) return null;
      return `total ${totalMinor}, captured ${payment.capturedMinor}`;
    },
  },
  {
    name: 'stock-follows-the-order',
    rule: 'The reservation of an order is committed when it is confirmed, picked when it is packed, and released when it ends before.',
    findFault: (order) =>
      order.needsStock ? unlessFits(reservationFor, order, order.reservation, 'reservation') : null,
  },
  {
    name: 'packages-follow-the-order',
    rule: 'The package of an order has the status that the order shows.',
    findFault: (order) => (order.needsStock ? unlessFits(packagingFor, order, order.packaging, 'package') : null),
  },
  {
    name: 'deliveries-follow-the-order',
    rule: 'The delivery of an order has the status that the order shows.',
    findFault: (order) => (order.needsStock ? unlessFits(deliveryFor, order, order.delivery, 'delivery') : null),
  },
];

const pageSize = 2_000;

interface OrderRow {
  id: string;
  status: string;
  payment_status: string;
  currency: string;
  total_minor: string;
  needs_stock: boolean;
}

const readOrders = async (pool: pg.Pool, after: string, { since, settled }: Bounds): Promise<OrderRow[]> => {
  const { rows } = await pool.query<OrderRow>(
    `SELECT o.id, o.status, o.payment_status, o.currency, o.total_minor,
       EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id AND l.type = 'PHYSICAL') AS needs_stock
     FROM orders o WHERE o.id > $1 AND o.created_at >= $2 AND o.updated_at < $3 ORDER BY o.id LIMIT ${pageSize}`,
    [after, since, settled],
  );
  return rows;
};

async function byOrder<Row extends { order_id: string }>(
  pool: pg.Pool,
  sql: string,
  ids: readonly string[],
): Promise<Map<string, Row>> {
  const { rows } = await pool.query<Row>(sql, [ids]);
  return new Map(rows.map((row) => [row.order_id, row]));
}

async function seePage(pools: OpenPools, rows: readonly OrderRow[]): Promise<SeenOrder[]> {
  const ids = rows.map(({ id }) => id);
  type Status = { order_id: string; status: string };
  const [payments, reservations, packagings, deliveries] = await Promise.all([
    byOrder<Status & { method: string; currency: string; captured_minor: string }>(
      pools.payments,
      'SELECT order_id, status, method, currency, captured_minor FROM payment WHERE order_id = ANY($1)',
      ids,
    ),
    byOrder<Status>(pools.fulfilment, 'SELECT order_id, status FROM reservation WHERE order_id = ANY($1)', ids),
    byOrder<Status>(pools.fulfilment, 'SELECT order_id, status FROM packaging WHERE order_id = ANY($1)', ids),
    byOrder<Status>(pools.fulfilment, 'SELECT order_id, status FROM delivery WHERE order_id = ANY($1)', ids),
  ]);
  return rows.map((row) => {
    const payment = payments.get(row.id);
    return {
      id: row.id,
      status: row.status,
      paymentStatus: row.payment_status,
      currency: row.currency,
      totalMinor: BigInt(row.total_minor),
      needsStock: row.needs_stock,
      payment: payment
        ? {
            status: payment.status,
            method: payment.method,
            currency: payment.currency,
            capturedMinor: BigInt(payment.captured_minor),
          }
        : null,
      reservation: reservations.get(row.id)?.status ?? null,
      packaging: packagings.get(row.id)?.status ?? null,
      delivery: deliveries.get(row.id)?.status ?? null,
    };
  });
}

/** Checks the rules across subgraphs, a page of orders at a time. Returns the broken rows by rule, at most 100 each. */
export async function checkAcross(pools: OpenPools, bounds: Bounds): Promise<Map<string, Broken[]>> {
  const broken = new Map<string, Broken[]>();
  for (let after = ''; ;) {
    const rows = await readOrders(pools.orders, after, bounds);
    const last = rows.at(-1);
    if (last === undefined) return broken;
    for (const order of await seePage(pools, rows)) {
      for (const { name, findFault } of acrossRules) {
        const found = findFault(order);
        if (found === null) continue;
        const known = broken.get(name) ?? [];
        if (known.length < maxReported) broken.set(name, [...known, { subject: order.id, found }]);
      }
    }
    after = last.id;
  }
}
