import { badUserInput, notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import type { WrittenMoney } from '@soko/input';
import { chargeableStep } from '@soko/money';
import { isRefusal, type SellerNotActive } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { factsIn, type VariantFacts } from '../../domain/line.ts';
import { counterOffer as counter, type OfferChange } from '../../domain/offers/change-offer.ts';
import type { Offer, OfferSide } from '../../domain/offers/offer.ts';
import { boundsOfCounter, forbidsPrice, isBelowMinimum } from '../../domain/offers/offer-price.ts';
import {
  type OfferPriceNotAllowed,
  type OwnProduct,
  ownProduct,
  type PersonBlocked,
  sellerAway,
  type TooManyProposals,
  type WrongOfferStatus,
} from '../../domain/offers/refusals.ts';
import { type VariantNotAvailable, variantNotAvailable } from '../../domain/refusals.ts';
import type { SellerOnVacation } from '../../domain/vacations/refusals.ts';
import { findStoresOf } from '../../store/offers/people.ts';
import { changeOffer } from './change-offer.ts';
import { forbidsTalking, requireSelling } from './forbids-talking.ts';
import { readMessage, readUnitPrice } from './make-offer.ts';
import { loadOwnOffer } from './offer-party.ts';

export interface CounterOfferInput {
  offerId: string;
  unitPrice: WrittenMoney;
  message?: string | null | undefined;
  idempotencyKey: string;
}

type Refusal = WrongOfferStatus | OfferPriceNotAllowed | TooManyProposals | ListingRefusal;

/** Why no price can be agreed on for a listing now. */
export type ListingRefusal = PersonBlocked | SellerNotActive | VariantNotAvailable | SellerOnVacation | OwnProduct;

/** Rolls the transaction back: a refused counter-offer keeps no key. */
class CounterRefused extends Error {
  override readonly name = 'CounterRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** The refusal for a variant, a seller or two people between whom no price can be agreed on now, or the facts about the variant. */
export async function readListing(
  context: OrdersContext,
  { variantId, sellerId, storeId, buyerId, currency }: Offer,
  side: OfferSide,
): Promise<VariantFacts | ListingRefusal> {
  const seller = await requireSelling(context, { sellerId, variantId }, side);
  if (isRefusal(seller)) return seller;
  const blocked = await forbidsTalking(context, { buyerId, sellerUserId: seller.sellerUserId }, side);
  if (blocked) return blocked;
  // A buyer may have joined the team of the store since.
  if (storeId !== null && (await findStoresOf(context.db, buyerId)).includes(storeId)) {
    return ownProduct('The buyer belongs to the team of the store that sells this product.');
  }
  const vacation = await context.loaders.vacation.load(sellerId);
  if (vacation !== null) return sellerAway(vacation);
  const known = await context.loaders.facts.load(variantId);
  const facts = known?.onSale === true ? factsIn(known, currency) : null;
  return facts ?? variantNotAvailable(variantId);
}

/** Proposes another price, by the side that answers next. */
export async function counterOffer(context: OrdersContext, input: CounterOfferInput): Promise<Offer | Refusal> {
  const { pool, trail, now, offers: times, loaders, viewer } = context;
  const key = readIdempotencyKey(input.idempotencyKey);
  const { amountMinor: unitPriceMinor, currency } = readUnitPrice(input.unitPrice);
  const message = readMessage(input.message);
  const { offer: known, side } = await loadOwnOffer(context, input.offerId);
  if (currency !== known.currency) {
    throw badUserInput(`\`unitPrice.currency\` must be ${known.currency}, as in the offer.`, 'unitPrice.currency');
  }
  const listing = await readListing(context, known, side);
  const decide = (offer: Offer): readonly OfferChange[] | Refusal => {
    if (isRefusal(listing)) return listing;
    const { priceMinor: listPriceMinor, minimumOfferBasisPoints } = listing;
    const isTooLow = side === 'BUYER' && isBelowMinimum(unitPriceMinor, listPriceMinor, minimumOfferBasisPoints);
    const changes = counter(offer, { side, unitPriceMinor, message }, { now: now(), times, isTooLow });
    if (isRefusal(changes)) return changes;
    const bounds = boundsOfCounter(offer, side, { listPriceMinor, step: chargeableStep(offer.currency) });
    return forbidsPrice(unitPriceMinor, bounds, offer.currency) ?? changes;
  };
  const command = {
    owner: viewer.kind === 'user' ? viewer.id : '',
    key,
    input: ['counterOffer', known.id, unitPriceMinor, message],
  };
  try {
    await once(pool, command, async (tx) => {
      const changed = await changeOffer<Refusal>(tx, known.id, trail, decide);
      if (changed === null) throw notFound('The offer');
      if (isRefusal(changed)) throw new CounterRefused(changed);
      return changed.id;
    });
  } catch (error) {
    if (error instanceof CounterRefused) return error.refusal;
    throw error;
  }
  return (await loaders.offer.clear(known.id).load(known.id))!;
}
