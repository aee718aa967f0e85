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
  /** True once an event said that the order was confirmed: sellers hear of no others. */
  wasConfirmed: boolean;
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

/** Money that went back to the buyer. */
export interface RefundState {
  amountMinor: string;
  /** Time at which it was made. Null while only its failure is known: then nothing moved. */
  at: string | null;
  /** Time at which one that was made failed after all. */
  failedAt: string | null;
}

/** A transaction of the ledger about the sale. */
export interface PostingState {
  /** What the account of the seller gained, negative for what it lost. */
  amountMinor: string;
  at: string;
  /** True for the sale itself, which counts on the day of the order. */
  isSale: boolean;
}

/** Everything that events said about one order. Amounts are minor units in a string, so that they can be kept as JSON. */
export interface OrderFacts {
  sellerId: string;
  currency: string;
  order: OrderState | null;
  /** By the id of the refund, or of the event where it has none. */
  refunds: Readonly<Record<string, RefundState>>;
  returns: Readonly<Record<string, CaseState>>;
  disputes: Readonly<Record<string, CaseState>>;
  /** By the reference of the transaction. Orders that were kept before it was known have none. */
  postings?: Readonly<Record<string, PostingState>>;
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
    | { kind: 'refund'; refundId: string; state: RefundState }
    | { kind: 'posting'; reference: string; state: PostingState }
    | { kind: 'return' | 'dispute'; caseId: string; state: CaseState }
  );

const earlier = (a: string, b: string): string => (a < b ? a : b);

const earlierKnown = (a: string | null, b: string | null): string | null =>
  a === null ? b : b === null ? a : earlier(a, b);

const mergeOrders = (known: OrderState | null, given: OrderState): OrderState =>
  known === null
    ? given
    : {
        ...(given.sequence > known.sequence ? given : known),
        at: earlier(known.at, given.at),
        wasConfirmed: known.wasConfirmed || given.wasConfirmed,
      };

const mergeRefunds = (known: RefundState | undefined, given: RefundState): RefundState =>
  known === undefined
    ? given
    : {
        amountMinor: known.amountMinor,
        at: earlierKnown(known.at, given.at),
        failedAt: earlierKnown(known.failedAt, given.failedAt),
      };

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
 * greatest sequence and the earliest time win, and refunds are kept by their ids.
 */
export function addChange(known: OrderFacts | null, change: SaleChange): OrderFacts {
  const { sellerId, currency } = change;
  const facts = known ?? { sellerId, currency, order: null, refunds: {}, returns: {}, disputes: {} };
  switch (change.kind) {
    case 'order':
      return { ...facts, order: mergeOrders(facts.order, change.state) };
    case 'refund': {
      const { refundId, state } = change;
      return { ...facts, refunds: { ...facts.refunds, [refundId]: mergeRefunds(facts.refunds[refundId], state) } };
    }
    case 'posting':
      // A transaction of the ledger never changes.
      return { ...facts, postings: { ...facts.postings, [change.reference]: change.state } };
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

const mergeAll = <State>(
  known: Readonly<Record<string, State>>,
  given: Readonly<Record<string, State>>,
  merge: (known: State | undefined, given: State) => State,
): Readonly<Record<string, State>> => ({
  ...known,
  ...Object.fromEntries(Object.entries(given).map(([id, state]) => [id, merge(known[id], state)])),
});

/** Facts with those of an earlier time: an order or a case may have begun before the first event that is left of it. */
export const addOlderFacts = (facts: OrderFacts | null, older: OrderFacts): OrderFacts =>
  facts === null
    ? older
    : {
        ...facts,
        order: older.order === null ? facts.order : mergeOrders(facts.order, older.order),
        refunds: mergeAll(facts.refunds, older.refunds, mergeRefunds),
        returns: mergeAll(facts.returns, older.returns, mergeCases),
        disputes: mergeAll(facts.disputes, older.disputes, mergeCases),
        postings: { ...older.postings, ...facts.postings },
      };
