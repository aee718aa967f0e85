import { type Goods, isFor, priceOf } from './discount-goods.ts';
import { mostOfPerson, type Promotion, statusOfPromotion } from './promotion.ts';

/** A promotion that may apply to a cart, with what is known of its code and its buyer. */
export interface Candidate {
  promotion: Promotion;
  /** The code with which the buyer asks for it, in capitals. Null for an automatic one. */
  code: string | null;
  /** True for a code for one order that an order uses. */
  codeIsUsed: boolean;
  /** True for a code that only another person can use, and for a guest. */
  codeIsOfOther: boolean;
  /** Redemptions of the buyer. Zero for a guest. */
  usedByPerson: number;
  /** True when the buyer has ordered before. */
  hasOrdered: boolean;
}

/** Why a promotion does not apply. */
export type Obstacle =
  | { reason: 'NOT_STARTED' }
  | { reason: 'ENDED' }
  | { reason: 'USED_UP' }
  | { reason: 'NOT_FOR_THESE_GOODS' }
  | { reason: 'MINIMUM_NOT_REACHED'; missingMinor: bigint; currency: string }
  | { reason: 'NOT_FOR_YOU'; why: 'guest' | 'code of another' | 'ordered before' | 'used before' };

/** The cart and the buyer that candidates are compared with. */
export interface Occasion {
  goods: readonly Goods[];
  currency: string;
  /** Null for a guest. */
  buyerId: string | null;
  now: Date;
}

function obstacleOfTime({ promotion, codeIsUsed }: Candidate, now: Date): Obstacle | null {
  switch (statusOfPromotion(promotion, now)) {
    case 'SCHEDULED':
      return { reason: 'NOT_STARTED' };
    case 'ENDED':
      return { reason: 'ENDED' };
    case 'USED_UP':
      return { reason: 'USED_UP' };
    default:
      return codeIsUsed ? { reason: 'USED_UP' } : null;
  }
}

function obstacleOfBuyer(candidate: Candidate, buyerId: string | null): Obstacle | null {
  const { promotion, codeIsOfOther, usedByPerson, hasOrdered } = candidate;
  if (codeIsOfOther) return { reason: 'NOT_FOR_YOU', why: buyerId === null ? 'guest' : 'code of another' };
  const most = mostOfPerson(promotion);
  if (most === null) return null;
  if (buyerId === null) return { reason: 'NOT_FOR_YOU', why: 'guest' };
  if (promotion.firstOrderOnly && hasOrdered) return { reason: 'NOT_FOR_YOU', why: 'ordered before' };
  return usedByPerson >= most ? { reason: 'NOT_FOR_YOU', why: 'used before' } : null;
}

function obstacleOfGoods({ promotion }: Candidate, { goods, currency }: Occasion): Obstacle | null {
  const targets = goods.filter((each) => isFor(promotion, each));
  const isDelivered = promotion.kind !== 'FREE_DELIVERY' || targets.some(({ type }) => type === 'PHYSICAL');
  const isPriced = promotion.currency === null || promotion.currency === currency;
  if (targets.length === 0 || !isDelivered || !isPriced) return { reason: 'NOT_FOR_THESE_GOODS' };
  const priceMinor = targets.reduce((all, each) => all + priceOf(each), 0n);
  const missingMinor = (promotion.minimumMinor ?? 0n) - priceMinor;
  if (missingMinor > 0n) return { reason: 'MINIMUM_NOT_REACHED', missingMinor, currency };
  const pieces = targets.reduce((all, { quantity }) => all + quantity, 0);
  const needed = promotion.kind === 'BUY_X_GET_Y' ? (promotion.buyQuantity ?? 1) + (promotion.getQuantity ?? 1) : 1;
  return pieces < needed ? { reason: 'NOT_FOR_THESE_GOODS' } : null;
}

/** True for a promotion of a seller of whom the cart has no goods. Nothing else of it concerns the buyer. */
export const isOfOthers = ({ promotion: { sellerId } }: Candidate, { goods }: Pick<Occasion, 'goods'>): boolean =>
  sellerId !== null && goods.every((each) => each.sellerId !== sellerId);

/** Why a candidate does not apply to a cart, or null. Time comes first, then the buyer, then the goods. */
export const obstacleTo = (candidate: Candidate, occasion: Occasion): Obstacle | null =>
  (isOfOthers(candidate, occasion) ? { reason: 'NOT_FOR_THESE_GOODS' } : null) ??
  obstacleOfTime(candidate, occasion.now) ??
  obstacleOfBuyer(candidate, occasion.buyerId) ??
  obstacleOfGoods(candidate, occasion);

/** The candidates that apply, one for each promotion: a second code of the same promotion adds nothing. */
export function applicable(candidates: readonly Candidate[], occasion: Occasion): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { id } = candidate.promotion;
    if (!found.has(id) && obstacleTo(candidate, occasion) === null) found.set(id, candidate);
  }
  return [...found.values()];
}

/** Obstacles by how little is missing. */
const byNearness: readonly Obstacle['reason'][] = [
  'MINIMUM_NOT_REACHED',
  'NOT_FOR_YOU',
  'USED_UP',
  'NOT_STARTED',
  'NOT_FOR_THESE_GOODS',
  'ENDED',
];

/** A promotion of a code, and why it does not apply. */
export interface Match {
  candidate: Candidate;
  obstacle: Obstacle | null;
}

const distanceOf = ({ obstacle }: Match): number => (obstacle === null ? -1 : byNearness.indexOf(obstacle.reason));

/** The promotions that have a code, one of each payer: those that apply first, then those that are nearest to it. */
export const matchesOf = (code: string, candidates: readonly Candidate[], occasion: Occasion): Match[] =>
  candidates
    .filter((candidate) => candidate.code === code)
    .map((candidate) => ({ candidate, obstacle: obstacleTo(candidate, occasion) }))
    .toSorted((one, other) => distanceOf(one) - distanceOf(other));
