import type { ContactSource } from '../contacts/contact.ts';

/** A saved question about the contacts of a store. */
export interface Segment {
  id: string;
  storeId: string;
  name: string;
  /** As it was written. */
  query: string;
  createdAt: Date;
  updatedAt: Date;
}

export const maxSegments = 100;

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A comparison of ages: `<` is "less long ago". */
export type AgeComparison = Exclude<Comparison, '=' | '!='>;

/** A question about one contact. Each has the answer yes or no. */
export type Condition =
  | { kind: 'and' | 'or'; all: readonly Condition[] }
  | { kind: 'not'; condition: Condition }
  | { kind: 'tag'; tag: string }
  | { kind: 'source'; source: ContactSource }
  | { kind: 'bought'; productId: string }
  | { kind: 'claimed'; tokenId: string }
  | { kind: 'orders'; comparison: Comparison; count: number }
  | { kind: 'spent'; comparison: Comparison; amountMinor: bigint; currency: string }
  | { kind: 'last_order' | 'added'; comparison: AgeComparison; ageMs: number };

/** A fault in a query, with the place where it is. */
export interface SegmentFault {
  message: string;
  /** Number of characters before the fault, in UTF-16 units as JavaScript and Java count them. */
  position: number;
}

export const isFault = (read: Condition | SegmentFault): read is SegmentFault => 'position' in read;
