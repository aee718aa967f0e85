import { newId } from '@soko/ids';
import type { VariantFacts } from '../line.ts';
import { declineAtOnce, noted, type OfferChange } from './change-offer.ts';
import type { Offer, OfferTimes } from './offer.ts';

/** What a buyer offers for a variant whose facts have the price in the offered currency. */
export interface OfferedPrice {
  buyerId: string;
  facts: VariantFacts;
  quantity: number;
  unitPriceMinor: bigint;
  message: string | null;
}

/** A new offer. A listing with a minimum declines a price below it at once. */
export function makeOffer(
  { buyerId, facts, quantity, unitPriceMinor, message }: OfferedPrice,
  { now, times, isTooLow }: { now: Date; times: OfferTimes; isTooLow: boolean },
): OfferChange[] {
  const { variantId, productId, sellerId, storeId, title, options, currency } = facts;
  const after: Offer = {
    id: newId('ofr'),
    variantId,
    productId,
    sellerId,
    storeId,
    buyerId,
    title,
    options,
    status: 'OPEN',
    quantity,
    currency,
    unitPriceMinor,
    listPriceMinor: facts.priceMinor,
    proposals: 1,
    expiresAt: new Date(now.getTime() + times.answerMs),
    validUntil: null,
    orderId: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  const made: OfferChange = { ...noted, after, event: 'made', side: 'BUYER', unitPriceMinor, message };
  return isTooLow ? [made, declineAtOnce(after, now)] : [made];
}
