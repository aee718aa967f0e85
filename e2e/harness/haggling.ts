import { v7 } from 'uuid';
import type { Client } from './client.ts';

const refused = '... on UserError { __typename code message }';

export const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** One step of an offer, such as `acceptOffer`. Answers the offer after it, or the refusal. */
export async function offerStep(as: Client, name: string, input: object) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await as.data(
    `mutation($input: ${type}!) { ${name}(input: $input) {
       ... on Offer { id status turn version unitPrice { amount } validUntil } ${refused} } }`,
    { input },
  );
  return data[name];
}

/** Says that a product takes offers, or takes none. */
export async function takeOffers(
  seller: Client,
  productId: string,
  terms: { acceptsOffers?: boolean; minimumOfferBasisPoints?: number } = {},
): Promise<{ acceptsOffers: boolean; minimumOfferBasisPoints: number | null }> {
  const { setOfferTerms } = await seller.data(
    `mutation($input: SetOfferTermsInput!) { setOfferTerms(input: $input) {
       ... on Product { acceptsOffers minimumOfferBasisPoints } ${refused} } }`,
    { input: { productId, acceptsOffers: true, ...terms } },
  );
  return setOfferTerms;
}

/** Offers a price for one piece of a variant. */
export const makeOffer = (buyer: Client, variantId: string, amount: string, more: object = {}) =>
  offerStep(buyer, 'makeOffer', {
    variantId,
    quantity: 1,
    unitPrice: eur(amount),
    idempotencyKey: `offer-${v7()}`,
    ...more,
  });

export const counterOffer = (as: Client, offerId: string, amount: string) =>
  offerStep(as, 'counterOffer', { offerId, unitPrice: eur(amount), idempotencyKey: `counter-${v7()}` });

export const acceptOffer = (as: Client, { id: offerId, version }: { id: string; version: number }) =>
  offerStep(as, 'acceptOffer', { offerId, expectedVersion: version });
