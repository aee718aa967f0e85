import type { Actor } from '@soko/events';
import type { Address } from '@soko/input';
import { isToken, type PricedLine } from './line.ts';
import { IllegalMove, mayMove, type OrderStatus, type PaymentStatus } from './order-status.ts';
import type { DeliveryMethod } from './price-checkout.ts';
import { type Discount, sumOfDiscounts } from './promotions/promotion.ts';
import type { Totals } from './totals.ts';

export interface OrderLine extends Omit<PricedLine, 'sellerId'> {
  id: string;
  /** Null before packing. */
  packedQuantity: number | null;
  /** Pieces in returns: asked for, or sent back. */
  returnedQuantity: number;
  /** Marketplace fee on the line, in minor units. */
  feeMinor: bigint;
}

export interface Order extends Totals {
  id: string;
  checkoutId: string;
  number: string;
  sellerId: string;
  /** Null for a guest. */
  buyerId: string | null;
  /** Hash of the token of the guest's cart, which opens the order. Null for a buyer with an account. */
  tokenHash: string | null;
  email: string;
  /** Language of messages to a guest. Null for a buyer with an account, and when none was given. */
  locale: string | null;
  status: OrderStatus;
  paymentStatus: PaymentStatus;
  deliveryMethod: DeliveryMethod;
  address: Address | null;
  currency: string;
  lines: readonly OrderLine[];
  /** Discounts on the delivery. */
  deliveryDiscounts: readonly Discount[];
  feeMinor: bigint;
  receiptConfirmedAt: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** The store that sold all lines. Null for goods of no store, or of several. */
export function storeOf(lines: readonly Pick<OrderLine, 'storeId'>[]): string | null {
  const [first, ...others] = new Set(lines.map(({ storeId }) => storeId));
  return others.length === 0 ? (first ?? null) : null;
}

export interface HistoryEntry {
  at: Date;
  from: OrderStatus | null;
  to: OrderStatus;
  actor: Actor;
  reason: string | null;
}

/** An order before and after a decision, with the reason. */
export interface OrderChange {
  before: Order;
  after: Order;
  reason: string | null;
  /** Of an order that is cancelled already: whether it was confirmed before. Left out when unknown. */
  wasConfirmed?: boolean | undefined;
  /** True when `paidEvent` announces the change of the payment. */
  tellsPaid?: boolean;
}

/** Work of another subgraph that must be done for one order. It is repeated until it succeeds or is refused. */
export interface NewTask {
  orderId: string;
  kind: TaskKind;
  /** Amount to capture, to authorise again or to refund. Null for the other kinds. */
  amountMinor: bigint | null;
  reason: string;
  /** The return or dispute that asks for it. An order has one task of a kind for each. */
  reference?: string;
  /** Of a refund: the part of the amount that is the price of the delivery. */
  deliveryMinor?: bigint;
  /** Of a refund. */
  cause?: RefundCause;
  /** Of a refund: whether the fee is returned to the seller. Without it, the policy of payments decides. */
  feeReturned?: boolean;
}

export type RefundCause = 'RETURN' | 'DISPUTE' | 'OTHER';

export type TaskKind = 'CAPTURE' | 'VOID' | 'RELEASE' | 'REAUTHORIZE' | 'REFUND' | 'EVIDENCE' | 'ACCEPT' | 'RESTOCK';

/** The order with its next status, one version later. Throws `IllegalMove` for a move that the state machine forbids. */
export function moveOrder(order: Order, to: OrderStatus, now: Date, reason: string | null = null): OrderChange {
  if (!mayMove(order.status, to)) throw new IllegalMove(`${order.id} cannot move from ${order.status} to ${to}.`);
  return changeOrder(order, { status: to }, now, reason);
}

/** The order with some fields changed, one version later. */
export const changeOrder = (
  before: Order,
  changes: Partial<Order>,
  now: Date,
  reason: string | null = null,
): OrderChange => ({ before, after: { ...before, ...changes, version: before.version + 1, updatedAt: now }, reason });

/** The delivery price that the buyer pays: without its discounts. */
export const paidDelivery = ({
  deliveryMinor,
  deliveryDiscounts,
}: Pick<Order, 'deliveryMinor' | 'deliveryDiscounts'>): bigint => deliveryMinor - sumOfDiscounts(deliveryDiscounts);

/** True when the order contains goods that are kept in stock. */
export const needsStock = ({ lines }: Pick<Order, 'lines'>): boolean => lines.some(({ type }) => type === 'PHYSICAL');

/** True when the order contains items of tokens. It is fulfilled once they are minted. */
export const needsMint = ({ lines }: Pick<Order, 'lines'>): boolean => lines.some(isToken);
