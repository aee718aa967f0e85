import { conflict, notFound } from '@soko/errors';
import { inTransaction, type Queryable } from '@soko/postgres';
import { isRefusal, type Refused } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import {
  acceptOffer as accept,
  declineOffer as decline,
  type OfferChange,
  withdrawOffer as withdraw,
} from '../../domain/offers/change-offer.ts';
import type { Offer, OfferSide, OfferStatus } from '../../domain/offers/offer.ts';
import { sellerAway, type WrongOfferStatus } from '../../domain/offers/refusals.ts';
import { type OutOfStock, outOfStock } from '../../domain/refusals.ts';
import { findSeller } from '../../store/known-sellers.ts';
import { shareVacations } from '../../store/vacations.ts';
import { changeOffer } from './change-offer.ts';
import { type ListingRefusal, readListing } from './counter-offer.ts';
import { forbidsTalking } from './forbids-talking.ts';
import { readMessage } from './make-offer.ts';
import { loadOwnOffer } from './offer-party.ts';

/** True when the last step of a side was this one, by this side, and the status is still the same: the call is a repeat. */
async function isRepeat(
  { loaders }: OrdersContext,
  offer: Offer,
  side: OfferSide,
  status: OfferStatus,
): Promise<boolean> {
  if (offer.status !== status) return false;
  const steps = await loaders.stepsOfOffer.load(offer.id);
  const last = steps.findLast((step) => step.side !== null);
  return last?.side === side && last.status === status && !last.automatic;
}

/** An answer of the viewer's side. A repeat returns the offer as it is. */
async function answerOffer<Refusal extends Refused<string>>(
  context: OrdersContext,
  { offer: known, side }: { offer: Offer; side: OfferSide },
  status: OfferStatus,
  decide: (offer: Offer) => OfferChange | Refusal,
  /** Looks at what must not change before the answer is saved, in its transaction. */
  forbids: (tx: Queryable) => Promise<Refusal | null> = () => Promise.resolve(null),
): Promise<Offer | Refusal> {
  const { pool, trail, loaders } = context;
  if (await isRepeat(context, known, side, status)) return known;
  const changed = await inTransaction(pool, async (tx) => {
    const forbidden = await forbids(tx);
    return forbidden ?? changeOffer<Refusal>(tx, known.id, trail, decide);
  });
  if (changed === null) throw notFound('The offer');
  loaders.offer.clear(known.id);
  loaders.stepsOfOffer.clear(known.id);
  return changed;
}

const versionConflict = () =>
  conflict('The offer was changed in the meantime. Read it again before you accept its price.', 'expectedVersion');

type AcceptRefusal = WrongOfferStatus | ListingRefusal | OutOfStock;

/** Accepts the last price, by the side that answers next. */
export async function acceptOffer(
  context: OrdersContext,
  { offerId, expectedVersion }: { offerId: string; expectedVersion: number },
): Promise<Offer | AcceptRefusal> {
  const own = await loadOwnOffer(context, offerId);
  const { offer: known, side } = own;
  if (await isRepeat(context, known, side, 'ACCEPTED')) return known;
  const listing = await readListing(context, known, side);
  const decide = (offer: Offer): OfferChange | AcceptRefusal => {
    const accepted = accept(offer, side, { now: context.now(), times: context.offers });
    if (isRefusal(accepted)) return accepted;
    if (isRefusal(listing)) return listing;
    const { variantId, quantity } = offer;
    const { available } = listing;
    if (available !== null && available < quantity) return outOfStock([{ variantId, requested: quantity, available }]);
    // Of two prices, the viewer accepts the one that they have read.
    if (offer.version !== expectedVersion) throw versionConflict();
    return accepted;
  };
  // A vacation that begins at the same moment either refuses the answer, or finds the accepted price and holds it.
  const forbids = async (tx: Queryable): Promise<AcceptRefusal | null> => {
    const [away] = await shareVacations(tx, [known.sellerId], context.now());
    return away === undefined || isRefusal(listing) ? null : sellerAway(away);
  };
  return answerOffer<AcceptRefusal>(context, own, 'ACCEPTED', decide, forbids);
}

/** The words of an answer. None while one of the two people blocks the other. */
async function mayAdd(
  { db }: OrdersContext,
  { offer, side }: { offer: Offer; side: OfferSide },
  message: string | null,
): Promise<string | null> {
  if (message === null) return null;
  const seller = await findSeller(db, offer.sellerId);
  if (seller === null) return message;
  const people = { buyerId: offer.buyerId, sellerUserId: seller.userId };
  return (await forbidsTalking({ db }, people, side)) === null ? message : null;
}

/** Declines the last price, by the side that answers next: the offer ends. */
export async function declineOffer(
  context: OrdersContext,
  input: { offerId: string; message?: string | null | undefined },
): Promise<Offer | WrongOfferStatus> {
  const wanted = readMessage(input.message);
  const own = await loadOwnOffer(context, input.offerId);
  const { side } = own;
  const message = await mayAdd(context, own, wanted);
  return answerOffer(context, own, 'DECLINED', (offer) => decline(offer, { side, message }, context.now()));
}

/** Takes the last price back, by the side that proposed it: the offer ends. */
export async function withdrawOffer(
  context: OrdersContext,
  { offerId }: { offerId: string },
): Promise<Offer | WrongOfferStatus> {
  const own = await loadOwnOffer(context, offerId);
  return answerOffer(context, own, 'WITHDRAWN', (offer) => withdraw(offer, own.side, context.now()));
}
