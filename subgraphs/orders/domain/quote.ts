import type { Address } from '@soko/input';
import type { VariantFacts } from './line.ts';
import { type AcceptedOffer, offerFor } from './offers/offered-price.ts';
import type { DeliveryMethod, PricedCheckout } from './price-checkout.ts';
import type { EnteredCode } from './promotions/entered-code.ts';
import type { TaxEvidence } from './tax.ts';

/** Time for which a quote is valid, in milliseconds: 30 minutes. */
export const quoteLifetimeMs = 1_800_000;

/** A line of the cart that cannot be ordered, not in this quantity, or not at its offered price. */
export interface QuoteWarning {
  code: 'NOT_ON_SALE' | 'NOT_ENOUGH_STOCK' | 'OFFER_QUANTITY';
  message: string;
  variantId: string;
}

/** Price of a cart with delivery and tax, valid until it expires. */
export interface Quote {
  id: string;
  cartId: string;
  userId: string | null;
  tokenHash: string | null;
  email: string;
  /** Language of messages to a guest. Null for a buyer with an account, and when none was given. */
  locale: string | null;
  address: Address | null;
  taxEvidence: TaxEvidence;
  deliveryMethod: DeliveryMethod;
  priced: PricedCheckout;
  warnings: readonly QuoteWarning[];
  /** Codes that the buyer entered, in capitals. */
  promotionCodes: readonly string[];
  expiresAt: Date;
}

/** A quote as it is answered: with what became of each code. */
export interface DescribedQuote extends Quote {
  enteredCodes: readonly EnteredCode[];
}

/** The warning about a line of a cart, or null if it can be ordered. */
export function warningFor(
  { variantId, quantity }: { variantId: string; quantity: number },
  facts: VariantFacts | null,
): QuoteWarning | null {
  if (facts?.onSale !== true) {
    const message = 'This variant is not on sale at the moment, or sold out. A quote does not include it.';
    return { code: 'NOT_ON_SALE', message, variantId };
  }
  const { available } = facts;
  if (available === null || available >= quantity) return null;
  const message = `Only ${available} of ${quantity} pieces are in stock. Reduce the quantity to ${available} or fewer.`;
  return { code: 'NOT_ENOUGH_STOCK', message, variantId };
}

/** The warning about a line with more pieces than an accepted offer is for, or null. It has the price of the listing. */
export function offerWarningFor(
  { facts, quantity }: { facts: VariantFacts; quantity: number },
  offers: readonly AcceptedOffer[],
): QuoteWarning | null {
  const missed = offerFor({ facts, quantity: 1 }, offers);
  if (missed === null || offerFor({ facts, quantity }, offers) !== null) return null;
  const message = `The offered price is for ${missed.quantity} pieces at most. Reduce the quantity to ${missed.quantity} or fewer to have it.`;
  return { code: 'OFFER_QUANTITY', message, variantId: facts.variantId };
}
