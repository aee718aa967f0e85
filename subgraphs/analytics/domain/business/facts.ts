/** What is known of an order: its status, and the prices, discounts of the seller and fees of its lines, by store. */
export interface OrderDetails {
  status: string;
  grossMinor: string;
  discountMinor: string;
  feeMinor: string;
  /** By the id of the store. Lines without a store are in none of them. */
  stores: Readonly<Record<string, { grossMinor: string; feeMinor: string }>>;
}

/** One thing that events said about an aggregate. Amounts are minor units in a string, so that it can be kept as JSON. */
export interface Fact {
  /** The greatest sequence of the events that said it: its values are those of that event. */
  sequence: number;
  /** The earliest time that any of these events gives. */
  at: string;
  currency?: string;
  amountMinor?: string;
  /** A second amount, such as the price of which `amountMinor` is a part. */
  ofMinor?: string;
  order?: OrderDetails;
  storeId?: string;
  /** A number for the person who placed a bet. */
  player?: string;
}

/** What an aggregate is: an order with its payments and disputes, or one of the others. */
export type Kind = 'order' | 'bet' | 'payout' | 'mint' | 'claim' | 'deposit' | 'message';

/** Everything that events said about one aggregate, by a name for each thing, such as `confirmed` or `refund:rfd_1`. */
export interface Facts {
  kind: Kind;
  said: Readonly<Record<string, Fact>>;
}

function mergeFacts(known: Fact | undefined, given: Fact): Fact {
  if (known === undefined) return given;
  const at = known.at < given.at ? known.at : given.at;
  return { ...(given.sequence > known.sequence ? given : known), at };
}

/**
 * The facts with what an event adds, or those of an earlier time. The same events lead to the same facts in any order and however
 * often each arrives: the greatest sequence and the earliest time win.
 */
export function addFacts(known: Facts | null, given: Facts): Facts {
  if (known === null) return given;
  const merged = Object.entries(given.said).map(([name, fact]) => [name, mergeFacts(known.said[name], fact)] as const);
  return { kind: known.kind, said: { ...known.said, ...Object.fromEntries(merged) } };
}

/** Time of the earliest thing. */
export const beganAt = ({ said }: Facts): string =>
  Object.values(said).reduce((earliest, { at }) => (at < earliest ? at : earliest), '9999');
