import type { OrdersContext } from '../context.ts';
import type { Cart } from '../domain/cart.ts';
import type { GoodsPrices } from '../domain/goods-prices.ts';
import { atBestPrices } from '../domain/offers/offered-price.ts';
import { cartToDiscount, goodsOf, type Wanted } from '../domain/price-checkout.ts';
import { discountGoods, priceOf, promotionIdsOf } from '../domain/promotions/discount-goods.ts';
import { describeCodes } from '../domain/promotions/entered-code.ts';
import { sumOfDiscounts } from '../domain/promotions/promotion.ts';
import { discountsByPromotion } from '../domain/promotions/redemption.ts';
import { listedOf } from './promotions/apply-promotion-code.ts';
import { matchAt, matchPromotions, promotionsOf } from './promotions/match-promotions.ts';

/** Goods at some prices, with what promotions take off them. */
function priceGoods(wanted: readonly Wanted[], currency: string, asked: Awaited<ReturnType<typeof matchPromotions>>) {
  const matched = matchAt(asked, wanted);
  const found = discountGoods(cartToDiscount(wanted, currency, new Map()), promotionsOf(matched));
  const discounts = discountsByPromotion({
    lines: [...found.byVariant.values()].map((each) => ({ discounts: each })),
    deliveryDiscounts: [],
  });
  const itemsMinor = goodsOf(wanted).reduce((all, each) => all + priceOf(each), 0n);
  return { wanted, matched, found, discounts, priced: { totalMinor: itemsMinor - sumOfDiscounts(discounts) } };
}

async function findPrices(cart: Cart, context: OrdersContext): Promise<GoodsPrices> {
  const { currency, userId } = cart;
  const codes = (await context.loaders.cartCodes.load(cart.id)).map(({ code }) => code);
  if (currency === null) {
    const unpriced = codes.map((code) => ({ code, title: null, missingMinor: null, currency: '' }));
    const refused = unpriced.map((each) => ({ ...each, reason: 'NOT_FOR_THESE_GOODS' as const }));
    return { wanted: [], discounts: [], codes: refused };
  }
  const listed = await listedOf(cart, context);
  const offers = userId === null ? [] : await context.loaders.acceptedOffers.load(userId);
  const asked = await matchPromotions(context, listed, currency, { codes, hasAutomatic: true });
  const best = atBestPrices(listed, offers, (wanted) => priceGoods(wanted, currency, asked));
  const { wanted, discounts, matched, found } = best;
  const given = promotionIdsOf(found);
  // The delivery has no price before the quote, so a code for free delivery counts as given.
  for (const { promotion } of matched.candidates) if (promotion.kind === 'FREE_DELIVERY') given.add(promotion.id);
  return { wanted, discounts, codes: describeCodes(codes, matched.candidates, matched.occasion, given) };
}

/** The goods of a cart as it is now, as a quote prices them before tax and delivery. Once per cart and request. */
export function pricesOfGoods(cart: Cart, context: OrdersContext): Promise<GoodsPrices> {
  const known = context.goodsPrices.get(cart);
  if (known !== undefined) return known;
  const finding = findPrices(cart, context);
  context.goodsPrices.set(cart, finding);
  return finding;
}
