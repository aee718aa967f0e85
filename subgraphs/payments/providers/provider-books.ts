/** Something that a provider booked. Amounts are in minor units. */
export interface BookEntry {
  /** The payment, as the provider calls it. */
  ref: string;
  /** The refund, as the provider calls it; null for what is none. */
  refundRef: string | null;
  amountMinor: bigint;
  currency: string;
}

export interface BookRange {
  /** Inclusive. */
  from: Date;
  /** Exclusive. */
  before: Date;
}

/** What a provider booked when, read in pages, newest first. Throws `ProviderUnavailable` or `ProviderRefusal`. */
export interface ProviderBooks {
  /** What was held; what was let go since as well. */
  authorized(range: BookRange): AsyncIterable<readonly BookEntry[]>;
  captured(range: BookRange): AsyncIterable<readonly BookEntry[]>;
  /** What went back or is on its way, without what failed. */
  refunded(range: BookRange): AsyncIterable<readonly BookEntry[]>;
}
