/** What a listing says about price offers. */
export interface OfferTerms {
  acceptsOffers: boolean;
  /** Part of the price below which offers are declined by themselves, in hundredths of a percent. Null for none. */
  minimumBasisPoints: number | null;
}

/** The terms of a product whose seller has not said anything. */
export const noOffers: OfferTerms = { acceptsOffers: false, minimumBasisPoints: null };
