export const promotionKinds = ['PERCENT', 'FIXED', 'FREE_DELIVERY', 'BUY_X_GET_Y'] as const;
export type PromotionKind = (typeof promotionKinds)[number];

/** How a buyer gets a promotion: by nothing, by a code that everyone may know, or by a code for one order. */
export type PromotionActivation = 'AUTOMATIC' | 'CODE' | 'SINGLE_USE_CODES';

/** Who bears a discount. */
export type DiscountPayer = 'PLATFORM' | 'SELLER';

export type PromotionStatus = 'SCHEDULED' | 'RUNNING' | 'USED_UP' | 'ENDED';

/** Goods that a promotion is for. An empty list stands for no restriction. */
export interface PromotionGoods {
  categoryIds: readonly string[];
  sellerIds: readonly string[];
  productIds: readonly string[];
}

/** What a promotion gives, and on which terms. */
export interface PromotionTerms extends PromotionGoods {
  title: string;
  kind: PromotionKind;
  activation: PromotionActivation;
  paidBy: DiscountPayer;
  /** Seller who pays. Null when the platform pays. */
  sellerId: string | null;
  /** Currency of the amounts. A promotion without one holds in every currency. */
  currency: string | null;
  /** PERCENT: part of the price. BUY_X_GET_Y: part of the price of the pieces that are given, 10 000 for free ones. */
  basisPoints: number | null;
  amountMinor: bigint | null;
  maxDiscountMinor: bigint | null;
  /** Least price of the goods that it is for. */
  minimumMinor: bigint | null;
  buyQuantity: number | null;
  getQuantity: number | null;
  firstOrderOnly: boolean;
  startsAt: Date;
  endsAt: Date | null;
  maxRedemptions: number | null;
  maxPerPerson: number | null;
  /** Promotions that combine apply one after another, the greatest priority first. */
  priority: number;
  combinable: boolean;
}

export interface Promotion extends PromotionTerms {
  id: string;
  /** The code of an activation `CODE`, for everyone. */
  code: string | null;
  /** Checkouts that use it now. */
  redeemed: number;
  endedAt: Date | null;
  version: number;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

/** The discount of one promotion on a line, or on the delivery of an order. */
export interface Discount {
  promotionId: string;
  title: string;
  paidBy: DiscountPayer;
  amountMinor: bigint;
}

export const sumOfDiscounts = (discounts: readonly Pick<Discount, 'amountMinor'>[]): bigint =>
  discounts.reduce((all, { amountMinor }) => all + amountMinor, 0n);

/** The part of discounts that one side pays. */
export const paidByPart = (discounts: readonly Discount[], payer: DiscountPayer): bigint =>
  sumOfDiscounts(discounts.filter(({ paidBy }) => paidBy === payer));

const isUsedUp = ({ redeemed, maxRedemptions }: Promotion): boolean =>
  maxRedemptions !== null && redeemed >= maxRedemptions;

export function statusOfPromotion(promotion: Promotion, now: Date): PromotionStatus {
  const { endedAt, endsAt, startsAt } = promotion;
  if (endedAt !== null || (endsAt !== null && endsAt <= now)) return 'ENDED';
  if (startsAt > now) return 'SCHEDULED';
  return isUsedUp(promotion) ? 'USED_UP' : 'RUNNING';
}

/** At most so many redemptions of one person: a first order happens once. */
export const mostOfPerson = ({
  firstOrderOnly,
  maxPerPerson,
}: Pick<Promotion, 'firstOrderOnly' | 'maxPerPerson'>): number | null => (firstOrderOnly ? 1 : maxPerPerson);
