import { roundHalfUp } from '../round-half-up.ts';
import { type Discount, type Promotion, type PromotionGoods, sumOfDiscounts } from './promotion.ts';
import { splitWithin } from './split.ts';

/** A line of a cart, as far as promotions look at it. */
export interface Goods {
  variantId: string;
  productId: string;
  sellerId: string;
  categoryId: string;
  type: string;
  quantity: number;
  unitPriceMinor: bigint;
  /** True for goods at a price that their buyer and seller agreed on. */
  hasOffer?: boolean;
}

/** Discounts of a cart, by line and by the seller whose delivery they are for. Lines without any are missing. */
export interface Discounts {
  byVariant: ReadonlyMap<string, readonly Discount[]>;
  byDelivery: ReadonlyMap<string, readonly Discount[]>;
}

export const noDiscounts: Discounts = { byVariant: new Map(), byDelivery: new Map() };

const isIn = (list: readonly string[], id: string): boolean => list.length === 0 || list.includes(id);

/** True if a promotion is for these goods. A seller pays for their own goods alone, and not for those that they sell at an offered price. */
export const isFor = (
  promotion: PromotionGoods & Pick<Promotion, 'sellerId'>,
  goods: Pick<Goods, 'productId' | 'sellerId' | 'categoryId' | 'hasOffer'>,
): boolean =>
  isIn(promotion.productIds, goods.productId) &&
  isIn(promotion.sellerIds, goods.sellerId) &&
  isIn(promotion.categoryIds, goods.categoryId) &&
  (promotion.sellerId === null || (promotion.sellerId === goods.sellerId && goods.hasOffer !== true));

export const priceOf = ({ quantity, unitPriceMinor }: Pick<Goods, 'quantity' | 'unitPriceMinor'>): bigint =>
  unitPriceMinor * BigInt(quantity);

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((all, each) => all + each, 0n);
const leastOf = (...amounts: readonly (bigint | null)[]): bigint =>
  amounts.filter((each) => each !== null).reduce((least, each) => (each < least ? each : least));

/** A cart to discount: its goods of one currency, what their delivery costs by seller, and the least step of an amount. */
export interface CartToDiscount {
  goods: readonly Goods[];
  deliveryMinor: ReadonlyMap<string, bigint>;
  step: bigint;
}

/** The discounts of a cart while promotions are applied to it one after another. */
interface Applied {
  byVariant: Map<string, Discount[]>;
  byDelivery: Map<string, Discount[]>;
}

const takenFrom = (lists: ReadonlyMap<string, readonly Discount[]>, key: string): bigint =>
  sumOfDiscounts(lists.get(key) ?? []);

/** Places that a discount is divided among: what each costs now, and how much of it may be taken. */
interface Place {
  key: string;
  priceMinor: bigint;
  roomMinor: bigint;
}

/** Divides an amount in whole steps. What exceeds the room is not given. */
function give(
  lists: Map<string, Discount[]>,
  places: readonly Place[],
  { id: promotionId, title, paidBy, maxDiscountMinor }: Promotion,
  wantedMinor: bigint,
  step: bigint,
): void {
  const shares = places.map(({ priceMinor, roomMinor }) => ({ weight: priceMinor, room: roomMinor / step }));
  const most = leastOf(wantedMinor, maxDiscountMinor) / step;
  const parts = splitWithin(leastOf(most, sumOf(shares.map(({ room }) => room))), shares);
  for (const [at, part] of parts.entries()) {
    const { key } = places[at]!;
    if (part > 0n)
      lists.set(key, [...(lists.get(key) ?? []), { promotionId, title, paidBy, amountMinor: part * step }]);
  }
}

function apply({ byVariant, byDelivery }: Applied, promotion: Promotion, cart: CartToDiscount): void {
  const { step, deliveryMinor } = cart;
  const targets = cart.goods.filter((goods) => isFor(promotion, goods));
  if (promotion.kind === 'FREE_DELIVERY') {
    const sellers = new Set(targets.filter(({ type }) => type === 'PHYSICAL').map(({ sellerId }) => sellerId));
    const places = [...sellers].map((key): Place => {
      const priceMinor = (deliveryMinor.get(key) ?? 0n) - takenFrom(byDelivery, key);
      return { key, priceMinor, roomMinor: priceMinor };
    });
    return give(byDelivery, places, promotion, sumOf(places.map(({ priceMinor }) => priceMinor)), step);
  }
  const places = targets.map((goods): Place => {
    const key = goods.variantId;
    const priceMinor = priceOf(goods) - takenFrom(byVariant, key);
    // Every piece keeps a price of one step: an order that costs nothing has no payment.
    const kept = step * BigInt(goods.quantity);
    return { key, priceMinor, roomMinor: priceMinor > kept ? priceMinor - kept : 0n };
  });
  const wanted = amountOf(promotion, targets, sumOf(places.map(({ priceMinor }) => priceMinor)));
  give(byVariant, places, promotion, wanted, step);
}

const totalOf = ({ byVariant, byDelivery }: Discounts): bigint =>
  sumOf([...byVariant.values(), ...byDelivery.values()].map(sumOfDiscounts));

/** The discount of a promotion on goods that cost `priceMinor` now. */
function amountOf(promotion: Promotion, targets: readonly Goods[], priceMinor: bigint): bigint {
  const { kind, amountMinor, basisPoints, buyQuantity, getQuantity } = promotion;
  const rate = BigInt(basisPoints ?? 10_000);
  if (kind === 'FIXED') return amountMinor ?? 0n;
  if (kind === 'PERCENT') return roundHalfUp(priceMinor * rate, 10_000n);
  return roundHalfUp(givenPrice(targets, buyQuantity ?? 1, getQuantity ?? 1) * rate, 10_000n);
}

/** The price of the pieces that are given: of every `buy + get` pieces the cheapest `get`, the cheapest of all first. */
function givenPrice(targets: readonly Goods[], buy: number, get: number): bigint {
  const pieces = targets.reduce((all, { quantity }) => all + quantity, 0);
  let given = Math.floor(pieces / (buy + get)) * get;
  let priceMinor = 0n;
  for (const { quantity, unitPriceMinor } of targets.toSorted(byUnitPrice)) {
    const count = Math.min(given, quantity);
    priceMinor += unitPriceMinor * BigInt(count);
    given -= count;
  }
  return priceMinor;
}

const compare = <Value>(one: Value, other: Value): number => (one === other ? 0 : one < other ? -1 : 1);

const byUnitPrice = (one: Goods, other: Goods): number =>
  compare(one.unitPriceMinor, other.unitPriceMinor) || compare(one.variantId, other.variantId);

/** The greatest priority first, then the oldest: ids are ordered by time. */
export const byPriority = (one: Promotion, other: Promotion): number =>
  compare(other.priority, one.priority) || compare(one.id, other.id);

/**
 * The discounts that cost the buyer least: all promotions that combine, one after another, or one that does not combine alone.
 * Of equals, those that combine come first, then the greatest priority, then the oldest. The same cart always has the same
 * discounts.
 */
export function discountGoods(cart: CartToDiscount, promotions: readonly Promotion[]): Discounts {
  const sorted = promotions.toSorted(byPriority);
  const together = sorted.filter(({ combinable }) => combinable);
  const alone = sorted.filter(({ combinable }) => !combinable).map((promotion) => [promotion]);
  const offers = [together, ...alone].map((set): Applied => {
    const applied: Applied = { byVariant: new Map(), byDelivery: new Map() };
    for (const promotion of set) apply(applied, promotion, cart);
    return applied;
  });
  return offers.reduce((one, other) => (totalOf(other) > totalOf(one) ? other : one));
}

/** Ids of the promotions that gave a discount. */
export const promotionIdsOf = ({ byVariant, byDelivery }: Discounts): Set<string> =>
  new Set([...byVariant.values(), ...byDelivery.values()].flat().map(({ promotionId }) => promotionId));
