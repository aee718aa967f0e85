import type { BookEntry, BookRange } from '../domain/provider-payment.ts';

/** Records of a provider, read in pages, newest first. Throws `ProviderUnavailable` or `ProviderRefusal`. */
export interface ProviderBooks {
  /** Authorised amounts, including those that were voided since. */
  authorized(range: BookRange): AsyncIterable<readonly BookEntry[]>;
  captured(range: BookRange): AsyncIterable<readonly BookEntry[]>;
  /** Refunds, including pending ones, without failed ones. */
  refunded(range: BookRange): AsyncIterable<readonly BookEntry[]>;
}
