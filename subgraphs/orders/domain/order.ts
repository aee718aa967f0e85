import type { Actor } from '@soko/events';
import type { OrderAddress } from './address.ts';
import type { PricedLine } from './line.ts';
import { IllegalMove, mayMove, type OrderStatus, type PaymentStatus } from './order-status.ts';
import type { DeliveryMethod } from './price-checkout.ts';
import type { Totals } from './totals.ts';

export interface OrderLine extends Omit<PricedLine, 'sellerId'> {
  id: string;
  /** Null until it is packed. */
  packedQuantity: number | null;
  /** What the house keeps of it, in minor units. */
  feeMinor: bigint;
}

export interface Order extends Totals {
  id: string;
  checkoutId: string;
  number: string;
  sellerId: string;
  /** Null for a guest. */
  buyerId: string | null;
  /** Of a guest's cart: whose token opens the order. */
  tokenHash: string | null;
  email: string;
  status: OrderStatus;
  paymentStatus: PaymentStatus;
  deliveryMethod: DeliveryMethod;
  address: OrderAddress | null;
  currency: string;
  lines: readonly OrderLine[];
  feeMinor: bigint;
  receiptConfirmedAt: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface HistoryEntry {
  at: Date;
  from: OrderStatus | null;
  to: OrderStatus;
  actor: Actor;
  reason: string | null;
}

/** An order before and after a decision, and why. */
export interface OrderChange {
  before: Order;
  after: Order;
  reason: string | null;
}

/** Work for another service, to be done for one order sooner or later. */
export interface NewTask {
  orderId: string;
  kind: TaskKind;
  /** What to capture or to have held anew; null for the other kinds. */
  amountMinor: bigint | null;
  reason: string;
}

export type TaskKind = 'CAPTURE' | 'VOID' | 'RELEASE' | 'REAUTHORIZE';

/** The order one version on. Throws `IllegalMove` where no arrow leads. */
export function moveOrder(order: Order, to: OrderStatus, now: Date, reason: string | null = null): OrderChange {
  if (!mayMove(order.status, to)) throw new IllegalMove(`${order.id} cannot go from ${order.status} to ${to}.`);
  return changeOrder(order, { status: to }, now, reason);
}

/** The order one version on, with some of it changed. */
export const changeOrder = (
  before: Order,
  changes: Partial<Order>,
  now: Date,
  reason: string | null = null,
): OrderChange => ({ before, after: { ...before, ...changes, version: before.version + 1, updatedAt: now }, reason });

/** Whether something of it is kept in stock. */
export const needsStock = ({ lines }: Pick<Order, 'lines'>): boolean => lines.some(({ type }) => type === 'PHYSICAL');
