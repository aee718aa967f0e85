import { userIdOf } from '@soko/auth';
import type { OrdersContext } from '../../context.ts';
import { goodsOf, type Wanted } from '../../domain/price-checkout.ts';
import type { Goods } from '../../domain/promotions/discount-goods.ts';
import { applicable, type Candidate, matchesOf, type Occasion } from '../../domain/promotions/eligibility.ts';
import { promotionCodeUnknown, type PromotionRefusal, refusalForObstacle } from '../../domain/promotions/refusals.ts';
import { findCandidates } from '../../store/promotions/find-candidates.ts';

/** Promotions that a cart is compared with. */
export interface MatchedPromotions {
  /** Codes that the buyer entered, in capitals and without repeats. */
  codes: readonly string[];
  candidates: readonly Candidate[];
  occasion: Occasion;
}

type MatchContext = Pick<OrdersContext, 'pool' | 'viewer' | 'now'>;

/** Compares goods of one currency with promotions. One statement; none when there is no code and nothing automatic runs. */
export async function matchPromotions(
  { pool, viewer, now }: MatchContext,
  wanted: readonly Wanted[],
  currency: string,
  { codes: given, hasAutomatic }: { codes: readonly string[]; hasAutomatic: boolean },
): Promise<MatchedPromotions> {
  const codes = [...new Set(given)];
  const goods: readonly Goods[] = goodsOf(wanted);
  const occasion: Occasion = { goods, currency, buyerId: userIdOf(viewer), now: now() };
  if (codes.length === 0 && !hasAutomatic) return { codes, candidates: [], occasion };
  const sellerIds = [...new Set(goods.map(({ sellerId }) => sellerId))];
  const { buyerId } = occasion;
  const candidates = await findCandidates(pool, { codes, sellerIds, buyerId, now: occasion.now });
  return { codes, candidates, occasion };
}

/** The same promotions, compared with the same goods at other prices. */
export const matchAt = (matched: MatchedPromotions, wanted: readonly Wanted[]): MatchedPromotions => {
  const goods = goodsOf(wanted);
  return { ...matched, occasion: { ...matched.occasion, goods } };
};

/** The promotions that apply to the cart. Which of them give a discount is decided with the price. */
export const promotionsOf = ({ candidates, occasion }: MatchedPromotions) =>
  applicable(candidates, occasion).map(({ promotion }) => promotion);

/** The code by which each promotion was asked for; null for automatic ones. */
export const codesByPromotion = ({ candidates, occasion }: MatchedPromotions): Map<string, string | null> =>
  new Map(applicable(candidates, occasion).map(({ promotion, code }) => [promotion.id, code]));

/** Why a code does not apply to the cart, or null. */
export function refusalOfCode(
  { candidates, occasion }: MatchedPromotions,
  code: string,
): PromotionRefusal | ReturnType<typeof promotionCodeUnknown> | null {
  const [nearest] = matchesOf(code, candidates, occasion);
  if (nearest === undefined) return promotionCodeUnknown(code);
  return nearest.obstacle === null ? null : refusalForObstacle(nearest.obstacle);
}
