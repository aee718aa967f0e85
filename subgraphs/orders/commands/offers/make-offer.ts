import { requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { type Command, once, readIdempotencyKey } from '@soko/idempotency';
import { isId } from '@soko/ids';
import {
  readOptional,
  readPositiveMoney,
  readQuantity,
  readText,
  requireChargeable,
  type WrittenMoney,
} from '@soko/input';
import { chargeableStep, type Money } from '@soko/money';
import { isUniqueViolation } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { maxLineQuantity } from '../../domain/cart.ts';
import { currenciesOf, factsIn, type VariantFacts } from '../../domain/line.ts';
import { sellsIn } from '../../domain/offers/may-see-offer.ts';
import { makeOffer as make } from '../../domain/offers/make-offer.ts';
import type { Offer } from '../../domain/offers/offer.ts';
import { boundsOfOffer, forbidsPrice, isBelowMinimum } from '../../domain/offers/offer-price.ts';
import {
  type OfferOpen,
  offerOpen,
  offersClosed,
  ownProduct,
  type PersonBlocked,
  sellerAway,
} from '../../domain/offers/refusals.ts';
import { outOfStock, variantNotAvailable } from '../../domain/refusals.ts';
import type { Vacation } from '../../domain/vacations/vacation.ts';
import { findOffers, findOpenOffer } from '../../store/offers/find-offers.ts';
import { addOffer } from '../../store/offers/save-offers.ts';
import { forbidsTalking, requireSelling } from './forbids-talking.ts';
import { sellingOf } from './offer-party.ts';

export interface MakeOfferInput {
  variantId: string;
  quantity: number;
  unitPrice: WrittenMoney;
  message?: string | null | undefined;
  idempotencyKey: string;
}

/** Longest message of a step. */
export const maxMessage = 500;

export const readMessage = (message: string | null | undefined): string | null =>
  readOptional(readText, message, 'message', { max: maxMessage }) || null;

export const readUnitPrice = (written: WrittenMoney): Money =>
  requireChargeable(readPositiveMoney(written, 'unitPrice.amount'), 'unitPrice.amount');

/** The facts with the price in a currency. Throws BAD_USER_INPUT when the variant is not sold in it. */
function factsInCurrency(facts: VariantFacts, currency: string): VariantFacts {
  const found = factsIn(facts, currency);
  if (found !== null) return found;
  const sold = new Intl.ListFormat('en', { type: 'disjunction' }).format(currenciesOf(facts));
  throw badUserInput(`\`unitPrice.currency\` must be ${sold}: the variant is sold in no other.`, 'unitPrice.currency');
}

/** What is decided on, read before the transaction. */
interface Market {
  /** Null for a variant that the public does not see. */
  facts: VariantFacts | null;
  seller: Awaited<ReturnType<typeof requireSelling>>;
  isOwn: boolean;
  blocked: PersonBlocked | null;
  vacation: Vacation | null;
}

async function readMarket(
  context: OrdersContext,
  buyerId: string,
  variantId: string,
  currency: string,
): Promise<Market> {
  const known = isId('var', variantId) ? await context.loaders.facts.load(variantId) : null;
  const facts = known && factsInCurrency(known, currency);
  if (facts === null)
    return { facts, seller: variantNotAvailable(variantId), isOwn: false, blocked: null, vacation: null };
  const seller = await requireSelling(context, facts, 'BUYER');
  if (isRefusal(seller)) return { facts, seller, isOwn: false, blocked: null, vacation: null };
  const { sellerUserId } = seller;
  const isOwn = sellerUserId === buyerId || sellsIn(facts, await sellingOf(context));
  const blocked = await forbidsTalking(context, { buyerId, sellerUserId }, 'BUYER');
  return { facts, seller, isOwn, blocked, vacation: await context.loaders.vacation.load(facts.sellerId) };
}

/** Why a buyer may not offer this price, or null. */
function forbidsOffer(
  { facts, seller, isOwn, blocked, vacation }: Market,
  quantity: number,
  priceMinor: bigint,
  variantId: string,
) {
  if (facts === null || !facts.onSale) return variantNotAvailable(variantId);
  if (facts.type === 'NFT') return variantNotAvailable(variantId, 'Tokens are not sold at offered prices.');
  if (isRefusal(seller)) return seller;
  if (isOwn) return ownProduct();
  if (blocked) return blocked;
  if (!facts.acceptsOffers) return offersClosed();
  if (vacation !== null) return sellerAway(vacation);
  const { available } = facts;
  if (available !== null && available < quantity) return outOfStock([{ variantId, requested: quantity, available }]);
  return forbidsPrice(priceMinor, boundsOfOffer(facts.priceMinor, chargeableStep(facts.currency)), facts.currency);
}

type Refusal = NonNullable<ReturnType<typeof forbidsOffer>>;

/** Rolls the transaction back: the buyer has an open offer for the product. */
class OpenOfferFound extends Error {
  override readonly name = 'OpenOfferFound';
  readonly offer: Offer;

  constructor(offer: Offer) {
    super(offer.id);
    this.offer = offer;
  }
}

/** The key was not used before. */
class FirstCall extends Error {
  override readonly name = 'FirstCall';
}

/** The result of an earlier call with the key. Null for the first one. */
async function findFirstResult(pool: OrdersContext['pool'], command: Command): Promise<string | null> {
  try {
    return await once<string>(pool, command, () => Promise.reject(new FirstCall()));
  } catch (error) {
    if (error instanceof FirstCall) return null;
    throw error;
  }
}

/** Offers a price for a variant to its seller. */
export async function makeOffer(context: OrdersContext, input: MakeOfferInput): Promise<Offer | Refusal | OfferOpen> {
  const { pool, viewer, limits, trail, offers: times, now } = context;
  const { id: buyerId } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const quantity = readQuantity(input.quantity, 'quantity', { min: 1, max: maxLineQuantity });
  const { amountMinor: unitPriceMinor, currency } = readUnitPrice(input.unitPrice);
  const message = readMessage(input.message);
  const { variantId } = input;
  const command: Command = {
    owner: buyerId,
    key,
    input: ['makeOffer', variantId, quantity, unitPriceMinor, currency, message],
  };
  const load = async (id: string): Promise<Offer> => (await findOffers(pool, [id]))[0]!;
  const first = await findFirstResult(pool, command);
  if (first !== null) return load(first);
  const market = await readMarket(context, buyerId, variantId, currency);
  const refusal = forbidsOffer(market, quantity, unitPriceMinor, variantId);
  if (refusal) return refusal;
  const facts = market.facts!;
  const attempt = [
    { name: 'orders.offers-of-buyer', key: buyerId, points: context.offersPerDay, says: 'Too many offers.' },
  ] as const;
  await limits.take(attempt);
  let isCounted = false;
  try {
    const id = await once(pool, command, async (tx) => {
      isCounted = true;
      // Before the minimum: otherwise every price would tell a buyer with an open offer on which side of it it is.
      const open = await findOpenOffer(tx, { buyerId, productId: facts.productId });
      if (open !== null) throw new OpenOfferFound(open);
      const isTooLow = isBelowMinimum(unitPriceMinor, facts.priceMinor, facts.minimumOfferBasisPoints);
      const changes = make({ buyerId, facts, quantity, unitPriceMinor, message }, { now: now(), times, isTooLow });
      await addOffer(tx, changes, trail);
      return changes[0]!.after.id;
    });
    return await load(id);
  } catch (error) {
    if (error instanceof OpenOfferFound) return offerOpen(error.offer);
    const open = isUniqueViolation(error, 'offer_open_idx')
      ? await findOpenOffer(pool, { buyerId, productId: facts.productId })
      : null;
    if (open !== null) return offerOpen(open);
    isCounted = false;
    throw error;
  } finally {
    if (!isCounted) await limits.giveBack(attempt);
  }
}
