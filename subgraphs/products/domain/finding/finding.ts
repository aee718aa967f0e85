/** A product as a message names it. */
export interface FoundProduct {
  productId: string;
  slug: string;
  title: string;
  amountMinor: string;
  currency: string;
}

/** What a search found since its last message. */
export interface Finding {
  searchId: string;
  userId: string;
  name: string;
  /** Number of its messages, with this one. */
  alerts: number;
  /** Number of the products: 501 means more than 500. */
  count: number;
  /** The latest five. */
  products: FoundProduct[];
}
