import { chargeableStep } from '@soko/money';
import type { Dispute } from './disputes/dispute.ts';
import { paidForLine } from './line.ts';
import { type Order, type OrderLine, paidDelivery } from './order.ts';
import { splitWithin } from './promotions/split.ts';
import { piecesBack, type Return } from './returns/return.ts';

/** What cases refunded of a line. */
interface RefundedLine {
  line: OrderLine;
  /** Pieces whose whole price was refunded: sent back, or decided for the buyer. */
  pieces: number;
  /** Those of them that the buyer kept. */
  kept: number;
  /** What was refunded of the price of the other pieces: split decisions, and chargebacks. */
  partMinor: bigint;
}

/** What the cases of an order have refunded. The next one refunds what is left. */
export interface EarlierRefunds {
  lines: ReadonlyMap<string, Readonly<RefundedLine>>;
  goodsMinor: bigint;
  deliveryMinor: bigint;
}

const soldOf = ({ quantity, packedQuantity }: OrderLine): number => packedQuantity ?? quantity;

/** Pieces of a line whose whole price was not refunded. */
export const piecesLeft = ({ line, pieces }: Pick<RefundedLine, 'line' | 'pieces'>): number => soldOf(line) - pieces;

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const notNegative = (amount: bigint): bigint => (amount > 0n ? amount : 0n);

/** The part of `partMinor` that falls on `quantity` of the pieces that are left, rounded up to what can be charged. */
function shareOfPart(refunded: RefundedLine, quantity: number, step: bigint): bigint {
  const left = piecesLeft(refunded);
  if (quantity === left) return refunded.partMinor;
  const units = BigInt(left) * step;
  return smaller(refunded.partMinor, ((refunded.partMinor * BigInt(quantity) + units - 1n) / units) * step);
}

/** The price of pieces of a line that was not refunded yet. `quantity` is at most those that are left. */
export function priceLeft(refunded: RefundedLine, quantity: number, step: bigint): bigint {
  const price = paidForLine(refunded.line, quantity, { before: refunded.pieces, step });
  return notNegative(price - shareOfPart(refunded, quantity, step));
}

function take(refunded: RefundedLine, wanted: number, step: bigint): void {
  const quantity = Math.min(wanted, piecesLeft(refunded));
  refunded.partMinor -= shareOfPart(refunded, quantity, step);
  refunded.pieces += quantity;
}

/** Spreads an amount over pieces of lines in proportion to their price. What exceeds all prices is left out. */
function spread(
  amountMinor: bigint,
  over: readonly { refunded: RefundedLine; quantity: number }[],
  step: bigint,
): void {
  const shares = over.map(({ refunded, quantity }) => ({
    weight: priceLeft(refunded, Math.min(quantity, piecesLeft(refunded)), step),
    room: priceLeft(refunded, piecesLeft(refunded), step),
  }));
  const room = shares.reduce((all, share) => all + share.room, 0n);
  const parts = splitWithin(smaller(amountMinor, room), shares);
  for (const [index, { refunded }] of over.entries()) refunded.partMinor += parts[index]!;
}

type Times = Pick<Return, 'createdAt' | 'closedAt'>;
type Case = Times & ({ sentBack: Return } | { decided: Dispute });

/** The time of the end; one that is open comes last. */
const endOf = ({ closedAt }: Times): number => closedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;

const byTime = (one: Case, other: Case): number =>
  endOf(one) - endOf(other) || one.createdAt.getTime() - other.createdAt.getTime();

const timesOf = ({ createdAt, closedAt }: Times): Times => ({ createdAt, closedAt });

/**
 * The cases that refunded something, in the order of their ends: an order has one open case at a time, and one that was cancelled may be
 * open again later.
 */
const casesOf = (returns: readonly Return[], disputes: readonly Dispute[]): Case[] =>
  [
    ...returns.flatMap((each) => (each.refundMinor === null ? [] : [{ ...timesOf(each), sentBack: each }])),
    ...disputes.flatMap((each) =>
      each.outcome === 'BUYER' || each.outcome === 'SPLIT' ? [{ ...timesOf(each), decided: each }] : [],
    ),
  ].toSorted(byTime);

/** What a decision took from the goods and from the delivery. A bank does not divide what it takes back: the goods come first. */
function amountsOf(dispute: Dispute, goodsLeftMinor: bigint): { goodsMinor: bigint; deliveryMinor: bigint } {
  const { kind, amountMinor, refundMinor, refundDeliveryMinor } = dispute;
  if (kind === 'BUYER') return { goodsMinor: refundMinor - refundDeliveryMinor, deliveryMinor: refundDeliveryMinor };
  const goodsMinor = smaller(amountMinor, goodsLeftMinor);
  return { goodsMinor, deliveryMinor: amountMinor - goodsMinor };
}

/**
 * What the returns and disputes of an order have refunded, or are refunding. A failed refund counts as well: it is made again, or
 * ended. Leave out the case that is decided now.
 */
export function earlierRefunds(order: Order, returns: readonly Return[], disputes: readonly Dispute[]): EarlierRefunds {
  const step = chargeableStep(order.currency);
  const lines = new Map(order.lines.map((line) => [line.id, { line, pieces: 0, kept: 0, partMinor: 0n }]));
  const all = [...lines.values()];
  const left = () => all.reduce((sum, each) => sum + priceLeft(each, piecesLeft(each), step), 0n);
  let [goodsMinor, deliveryMinor] = [0n, 0n];
  for (const each of casesOf(returns, disputes)) {
    if ('sentBack' in each) {
      const { sentBack } = each;
      for (const line of sentBack.lines) take(lines.get(line.lineId)!, piecesBack(line), step);
      goodsMinor += sentBack.refundMinor! - sentBack.refundDeliveryMinor!;
      deliveryMinor += sentBack.refundDeliveryMinor!;
      continue;
    }
    const { decided } = each;
    const amounts = amountsOf(decided, left());
    const over =
      decided.lines.length === 0
        ? all.map((refunded) => ({ refunded, quantity: piecesLeft(refunded) }))
        : decided.lines.map(({ lineId, quantity }) => ({ refunded: lines.get(lineId)!, quantity }));
    if (decided.kind === 'BUYER' && decided.outcome === 'BUYER' && amounts.goodsMinor > 0n) {
      for (const { refunded, quantity } of over) {
        refunded.kept += Math.min(quantity, piecesLeft(refunded));
        take(refunded, quantity, step);
      }
    } else {
      spread(amounts.goodsMinor, over, step);
    }
    goodsMinor += amounts.goodsMinor;
    deliveryMinor += amounts.deliveryMinor;
  }
  return { lines, goodsMinor, deliveryMinor };
}

/** The price that the buyer paid for the goods of an order. */
const paidGoods = (order: Order): bigint => order.totalMinor - paidDelivery(order);

/** What is left to refund of the goods of an order, and of its delivery. */
export const leftToRefund = (order: Order, { goodsMinor, deliveryMinor }: EarlierRefunds) => ({
  goodsMinor: notNegative(paidGoods(order) - goodsMinor),
  deliveryMinor: notNegative(paidDelivery(order) - deliveryMinor),
});
