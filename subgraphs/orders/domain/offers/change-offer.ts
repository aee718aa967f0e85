import { IllegalMove } from '../order-status.ts';
import { maxVacationMs, type Vacation } from '../vacations/vacation.ts';
import {
  dueAtOf,
  maxProposals,
  type Offer,
  offerArrows,
  type OfferSide,
  type OfferStatus,
  type OfferTimes,
  turnOf,
} from './offer.ts';
import { type TooManyProposals, tooManyProposals, type WrongOfferStatus, wrongOfferStatus } from './refusals.ts';

export type OfferEvent =
  'made' | 'countered' | 'accepted' | 'declined' | 'withdrawn' | 'expired' | 'used' | 'released' | 'held' | 'resumed';

/** An offer after a decision, with what is noted and published about it. */
export interface OfferChange {
  after: Offer;
  event: OfferEvent;
  /** Side that decided. Null for time and orders. */
  side: OfferSide | null;
  unitPriceMinor: bigint | null;
  message: string | null;
  automatic: boolean;
  /** End of the vacation for which the price is held. Null without one, and when the seller has not said it. */
  awayUntil: Date | null;
}

/** What a change notes unless it says otherwise. */
export const noted = { side: null, unitPriceMinor: null, message: null, automatic: false, awayUntil: null } as const;

/** The offer in its next status. Throws `IllegalMove` for a move that the state machine forbids. */
function moveOffer(offer: Offer, status: OfferStatus, now: Date, changes: Partial<Offer> = {}): Offer {
  if (!offerArrows[offer.status].includes(status)) {
    throw new IllegalMove(`${offer.id} cannot move from ${offer.status} to ${status}.`);
  }
  return { ...offer, ...changes, status, version: offer.version + 1, updatedAt: now };
}

const ended: Readonly<Partial<Record<OfferStatus, string>>> = {
  ACCEPTED: 'The offer was accepted already.',
  USED: 'The offer was accepted and ordered already.',
  DECLINED: 'The offer was declined.',
  WITHDRAWN: 'The offer was withdrawn.',
  EXPIRED: 'The offer has expired.',
};

/** Why a side may not answer the last proposal now, or null. */
function forbidsAnswer(offer: Offer, side: OfferSide, now: Date): WrongOfferStatus | null {
  const turn = turnOf(offer);
  if (turn === null) return wrongOfferStatus(offer.status, `${ended[offer.status]!} Nothing can be answered.`);
  if (offer.expiresAt <= now) return wrongOfferStatus(offer.status, 'The time to answer this offer is over.');
  if (turn === side) return null;
  return wrongOfferStatus(offer.status, 'The other side answers next. Until then you can withdraw your price.');
}

/** Proposes another price. A price that the listing declines by itself ends the offer. */
export function counterOffer(
  offer: Offer,
  { side, unitPriceMinor, message }: { side: OfferSide; unitPriceMinor: bigint; message: string | null },
  { now, times, isTooLow }: { now: Date; times: OfferTimes; isTooLow: boolean },
): OfferChange[] | WrongOfferStatus | TooManyProposals {
  const forbidden = forbidsAnswer(offer, side, now);
  if (forbidden) return forbidden;
  if (offer.proposals >= maxProposals) return tooManyProposals();
  const after = moveOffer(offer, side === 'SELLER' ? 'COUNTERED' : 'OPEN', now, {
    unitPriceMinor,
    proposals: offer.proposals + 1,
    expiresAt: new Date(now.getTime() + times.answerMs),
  });
  const change: OfferChange = { ...noted, after, event: 'countered', side, unitPriceMinor, message };
  return isTooLow ? [change, declineAtOnce(after, now)] : [change];
}

/** The answer of a listing with a minimum to a price below it. */
export const declineAtOnce = (offer: Offer, now: Date): OfferChange => ({
  ...noted,
  after: moveOffer(offer, 'DECLINED', now),
  event: 'declined',
  side: 'SELLER',
  automatic: true,
});

/** Accepts the last proposal: the price holds for the buyer for a time. */
export function acceptOffer(
  offer: Offer,
  side: OfferSide,
  { now, times }: { now: Date; times: OfferTimes },
): OfferChange | WrongOfferStatus {
  const forbidden = forbidsAnswer(offer, side, now);
  if (forbidden) return forbidden;
  const validUntil = new Date(now.getTime() + times.validMs);
  return { ...noted, after: moveOffer(offer, 'ACCEPTED', now, { validUntil }), event: 'accepted', side };
}

export function declineOffer(
  offer: Offer,
  { side, message }: { side: OfferSide; message: string | null },
  now: Date,
): OfferChange | WrongOfferStatus {
  const forbidden = forbidsAnswer(offer, side, now);
  return forbidden ?? { ...noted, after: moveOffer(offer, 'DECLINED', now), event: 'declined', side, message };
}

/** Takes the last proposal back, by the side that made it. The buyer also gives an accepted price up. */
export function withdrawOffer(offer: Offer, side: OfferSide, now: Date): OfferChange | WrongOfferStatus {
  const turn = turnOf(offer);
  if (offer.status === 'ACCEPTED' && side === 'BUYER') {
    return { ...noted, after: moveOffer(offer, 'WITHDRAWN', now), event: 'withdrawn', side };
  }
  if (turn === null) return wrongOfferStatus(offer.status, `${ended[offer.status]!} Nothing can be withdrawn.`);
  if (turn === side) {
    return wrongOfferStatus(offer.status, 'The last price is the other side’s. Decline it to end the offer.');
  }
  return { ...noted, after: moveOffer(offer, 'WITHDRAWN', now), event: 'withdrawn', side };
}

/** Ends an offer whose time is over. Null while it is not. */
export function expireOffer(offer: Offer, now: Date): OfferChange | null {
  const dueAt = dueAtOf(offer);
  if (dueAt === null || dueAt > now) return null;
  return { ...noted, after: moveOffer(offer, 'EXPIRED', now), event: 'expired' };
}

/** True while an accepted price can be ordered, or could be if its order ended without a charge. */
const holdsAt = ({ status, validUntil }: Offer, now: Date): boolean =>
  (status === 'ACCEPTED' || status === 'USED') && validUntil !== null && validUntil > now;

/** The same offer with another end of its accepted price. */
const moveEnd = (offer: Offer, validUntil: Date, now: Date): Offer => ({
  ...offer,
  validUntil,
  version: offer.version + 1,
  updatedAt: now,
});

/**
 * Lets an accepted price hold until after a vacation of the seller, during which nobody can order it. Null for one that has
 * expired, and when its end stays.
 */
export function holdOffer(
  offer: Offer,
  { until: awayUntil }: Pick<Vacation, 'until'>,
  { now, times }: { now: Date; times: Pick<OfferTimes, 'validMs'> },
): OfferChange | null {
  const end = awayUntil ?? new Date(now.getTime() + maxVacationMs);
  const validUntil = new Date(end.getTime() + times.validMs);
  if (!holdsAt(offer, now) || offer.validUntil?.getTime() === validUntil.getTime()) return null;
  return { ...noted, after: moveEnd(offer, validUntil, now), event: 'held', awayUntil };
}

/** Lets an accepted price that was held end in its usual time, as the seller is back. Null when it ends before that. */
export function resumeOffer(
  offer: Offer,
  { now, times }: { now: Date; times: Pick<OfferTimes, 'validMs'> },
): OfferChange | null {
  const validUntil = new Date(now.getTime() + times.validMs);
  if (!holdsAt(offer, now) || offer.validUntil! <= validUntil) return null;
  return { ...noted, after: moveEnd(offer, validUntil, now), event: 'resumed' };
}

/** A line of a new order that has the price of an offer. */
export interface OfferUse {
  offerId: string;
  orderId: string;
  buyerId: string | null;
  variantId: string;
  quantity: number;
  unitPriceMinor: bigint;
  currency: string;
}

/** Uses an accepted offer for an order. Null when its price does not hold for this line, or not any more. */
export function useOffer(offer: Offer, use: OfferUse, now: Date): OfferChange | null {
  const isFor =
    offer.buyerId === use.buyerId &&
    offer.variantId === use.variantId &&
    offer.quantity >= use.quantity &&
    offer.currency === use.currency &&
    offer.unitPriceMinor === use.unitPriceMinor;
  const holds = offer.status === 'ACCEPTED' && offer.validUntil !== null && offer.validUntil > now;
  if (!isFor || !holds) return null;
  return { ...noted, after: moveOffer(offer, 'USED', now, { orderId: use.orderId }), event: 'used' };
}

/** Gives the price of an order that ended without a charge back, for the rest of its time. */
export function releaseOffer(offer: Offer, now: Date): OfferChange | null {
  if (offer.status !== 'USED') return null;
  const isOver = offer.validUntil === null || offer.validUntil <= now;
  const after = moveOffer(offer, isOver ? 'EXPIRED' : 'ACCEPTED', now, { orderId: null });
  return { ...noted, after, event: isOver ? 'expired' : 'released' };
}
