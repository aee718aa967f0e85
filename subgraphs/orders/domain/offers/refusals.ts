import { formatMinor, toGraphMoney } from '@soko/money';
import { refuse, type Refused } from '@soko/refusals';
import { type SellerOnVacation, sellerOnVacation } from '../vacations/refusals.ts';
import type { Vacation } from '../vacations/vacation.ts';
import { maxProposals, type Offer, type OfferStatus } from './offer.ts';

export const ownProduct = (message = 'You sell this product. Buyers make offers for it.'): Refused<'OwnProduct'> =>
  refuse('OwnProduct', message);

export const sellerAway = (vacation: Vacation): SellerOnVacation =>
  sellerOnVacation([vacation], 'Talk about prices afterwards.');

export const offersClosed = () =>
  refuse('OffersClosed', 'The seller takes no offers for this product. Buy it at its price.');

export const offerPriceNotAllowed = (
  message: string,
  currency: string,
  bounds: { minimumMinor: bigint; maximumMinor: bigint },
) =>
  refuse('OfferPriceNotAllowed', message, {
    lowest: toGraphMoney({ amountMinor: bounds.minimumMinor, currency }),
    highest: toGraphMoney({ amountMinor: bounds.maximumMinor, currency }),
  });

export const priceRangeText = (currency: string, minimumMinor: bigint, maximumMinor: bigint): string =>
  `The price must be from ${formatMinor(minimumMinor, currency)} to ${formatMinor(maximumMinor, currency)} ${currency}.`;

export const offerOpen = (offer: Offer) =>
  refuse('OfferOpen', 'You have an open offer for this product. Wait for the answer, or end it first.', { offer });

export const personBlocked = (isBlockedByViewer: boolean) =>
  refuse(
    'PersonBlocked',
    isBlockedByViewer
      ? 'You block this person. End it with `unblockConversation` to talk about a price.'
      : 'This person does not talk with you.',
    { isBlockedByViewer },
  );

export const wrongOfferStatus = (status: OfferStatus, message: string) =>
  refuse('WrongOfferStatus', message, { status });

export const tooManyProposals = () =>
  refuse('TooManyProposals', `An offer has at most ${maxProposals} proposals. Accept the last one, or decline it.`, {
    maximum: maxProposals,
  });

export type OwnProduct = ReturnType<typeof ownProduct>;
export type OffersClosed = ReturnType<typeof offersClosed>;
export type OfferPriceNotAllowed = ReturnType<typeof offerPriceNotAllowed>;
export type OfferOpen = ReturnType<typeof offerOpen>;
export type PersonBlocked = ReturnType<typeof personBlocked>;
export type WrongOfferStatus = ReturnType<typeof wrongOfferStatus>;
export type TooManyProposals = ReturnType<typeof tooManyProposals>;
