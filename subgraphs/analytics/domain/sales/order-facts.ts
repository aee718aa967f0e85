/** A line of an order, as the last event has it. */
export interface SoldLine {
  productId: string;
  units: number;
  grossMinor: string;
}

/** The order itself, as its event with the greatest sequence has it. */
export interface OrderState {
  sequence: number;
  /** Time of the order: the earliest that any of its events gives. */
  at: string;
  status: string;
  grossMinor: string;
  /** Discounts that the seller pays. */
  discountMinor: string;
  feeMinor: string;
  lines: readonly SoldLine[];
}

/** A return or a dispute. */
export interface CaseState {
  sequence: number;
  /** Time at which it began: the earliest that any of its events gives. */
  at: string;
  isLost: boolean;
  /** Time of its first event that says that it is lost. */
  lostAt: string | null;
  /** False once it was declined or cancelled, so that it does not count. */
  counts: boolean;
}

/** Everything that events said about one order. Amounts are minor units in a string, so that they can be kept as JSON. */
export interface OrderFacts {
  sellerId: string;
  currency: string;
  order: OrderState | null;
  /** Money that went back to the buyer, by the id of the event. Negative when a refund failed afterwards. */
  refunds: Readonly<Record<string, { at: string; amountMinor: string }>>;
  returns: Readonly<Record<string, CaseState>>;
  disputes: Readonly<Record<string, CaseState>>;
}

interface About {
  orderId: string;
  sellerId: string;
  currency: string;
}

/** What one event adds to the facts of an order. */
export type SaleChange = About &
  (
    | { kind: 'order'; state: OrderState }
    | { kind: 'refund'; eventId: string; at: string; amountMinor: string }
    | { kind: 'return' | 'dispute'; caseId: string; state: CaseState }
  );

const earlier = (a: string, b: string): string => (a < b ? a : b);

const earlierKnown = (a: string | null, b: string | null): string | null =>
  a === null ? b : b === null ? a : earlier(a, b);

const mergeOrders = (known: OrderState | null, given: OrderState): OrderState =>
  known === null ? given : { ...(given.sequence > known.sequence ? given : known), at: earlier(known.at, given.at) };

const mergeCases = (known: CaseState | undefined, given: CaseState): CaseState =>
  known === undefined
    ? given
    : {
        ...(given.sequence > known.sequence ? given : known),
        at: earlier(known.at, given.at),
        lostAt: earlierKnown(known.lostAt, given.lostAt),
      };

/**
 * The facts with what an event adds. The same events lead to the same facts in any order and however often each arrives: the
 * greatest sequence and the earliest time win, and refunds are kept by the id of their event.
 */
export function addChange(known: OrderFacts | null, change: SaleChange): OrderFacts {
  const { sellerId, currency } = change;
  const facts = known ?? { sellerId, currency, order: null, refunds: {}, returns: {}, disputes: {} };
  switch (change.kind) {
    case 'order':
      return { ...facts, order: mergeOrders(facts.order, change.state) };
    case 'refund': {
      const { eventId, at, amountMinor } = change;
      return { ...facts, refunds: { ...facts.refunds, [eventId]: { at, amountMinor } } };
    }
    case 'return':
      return { ...facts, returns: addCase(facts.returns, change) };
    default:
      return { ...facts, disputes: addCase(facts.disputes, change) };
  }
}

const addCase = (known: OrderFacts['returns'], { caseId, state }: { caseId: string; state: CaseState }) => ({
  ...known,
  [caseId]: mergeCases(known[caseId], state),
});

/** Facts with those of an earlier time that they lack. What both have is taken from the later ones. */
export const addOlderFacts = (facts: OrderFacts | null, older: OrderFacts): OrderFacts =>
  facts === null
    ? older
    : {
        ...facts,
        order: facts.order ?? older.order,
        refunds: { ...older.refunds, ...facts.refunds },
        returns: { ...older.returns, ...facts.returns },
        disputes: { ...older.disputes, ...facts.disputes },
      };
