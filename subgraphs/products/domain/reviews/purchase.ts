import { mayManage, type Rights } from '../rights.ts';
import { ownSale, type OwnSale, reviewPeriodEnded, type ReviewPeriodEnded } from './refusals.ts';
import { deliveries, type ReviewTarget, type Subject } from './review.ts';

/** Goods that a buyer got. */
export interface PurchasedGoods {
  productId: string;
  storeId: string | null;
  title: string;
}

/** A delivered order. */
export interface Purchase {
  orderId: string;
  number: string;
  sellerId: string;
  /** Null for a guest. */
  buyerId: string | null;
  goods: readonly PurchasedGoods[];
  /** False for digital goods, which nobody delivers. */
  isDelivered: boolean;
  fulfilledAt: Date;
}

/** Time until which an order can be reviewed. */
export const reviewedUntil = ({ fulfilledAt }: Pick<Purchase, 'fulfilledAt'>, periodMs: number): Date =>
  new Date(fulfilledAt.getTime() + periodMs);

/** The refusal for an order that may not be reviewed, though the viewer bought it and it was delivered. */
export function forbidsReview(
  purchase: Pick<Purchase, 'sellerId' | 'goods' | 'fulfilledAt'>,
  { rights, periodMs, now }: { rights: Rights; periodMs: number; now: Date },
): OwnSale | ReviewPeriodEnded | null {
  const { sellerId, goods } = purchase;
  // An administrator manages all products, and may review what they bought.
  const own = { ...rights, managesAll: false };
  const isOwn =
    mayManage(own, { sellerId, storeId: null }) || goods.some(({ storeId }) => mayManage(own, { sellerId, storeId }));
  if (isOwn) return ownSale();
  const until = reviewedUntil(purchase, periodMs);
  return now < until ? null : reviewPeriodEnded(until);
}

/** A target of an order, and what messages call it. */
export interface Reviewable extends Subject {
  about: string;
}

/** Everything of an order that can be reviewed: each product once, the seller, and the delivery if there was one. */
export function reviewablesOf({ goods, sellerId, number, isDelivered }: Purchase): Reviewable[] {
  const titles = new Map(goods.map(({ productId, title }) => [productId, title]));
  return [
    ...[...titles].map(([subjectId, about]) => ({ target: 'PRODUCT' as const, subjectId, about })),
    { target: 'SELLER', subjectId: sellerId, about: number },
    ...(isDelivered ? [{ ...deliveries, about: number }] : []),
  ];
}

/** The target that a buyer named. Null if the order has no such target. */
export const reviewableIn = (purchase: Purchase, target: ReviewTarget, productId: string | null): Reviewable | null =>
  reviewablesOf(purchase).find(
    (each) => each.target === target && (target !== 'PRODUCT' || each.subjectId === productId),
  ) ?? null;
