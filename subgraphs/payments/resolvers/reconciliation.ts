import { toGraphMoney } from '@soko/money';
import { cursorOf, numberAlone, readPage, toConnection } from '@soko/pagination';
import type { Amounts, Reconciliation, Totals } from '../domain/reconciliation.ts';
import type {
  ProviderReconciliationResolvers,
  ReconciledTotalsResolvers,
  ReconciliationBreakResolvers,
} from '../generated/graphql.ts';
import { listBreaks, type PlacedBreak } from '../store/reconciliations.ts';

const providerNames = { stripe: 'STRIPE', 'payment-3p': 'PAYMENT_3P', mpesa: 'MPESA', wallet: 'WALLET' } as const;

/** The cursors of discrepancies: their positions in the list. */
const breakCursors = numberAlone('reconciliation-breaks');

const reasonOf = ({ status, lastError }: Reconciliation): string | null => {
  if (status === 'NOT_COMPARABLE') return 'This provider offers no records, so only the records of Soko are known.';
  if (status === 'DONE') return null;
  return lastError === null ? 'The comparison is running. Try again shortly.' : 'The provider is not responding.';
};

export const providerReconciliation: ProviderReconciliationResolvers = {
  provider: ({ provider }) => providerNames[provider],
  reason: reasonOf,
  totals: ({ totals }) => [...totals],
  async breaks(reconciliation, args, { db }) {
    const page = readPage(args, breakCursors);
    const rows = await listBreaks(db, reconciliation, page);
    return toConnection(rows, page, ({ position }) => cursorOf(breakCursors, [position]));
  },
};

/** The amounts of one stage on both sides. */
const amountsOn =
  (which: keyof Amounts) =>
  ({ currency, ours, theirs }: Totals) => ({
    ours: toGraphMoney({ amountMinor: ours[which], currency }),
    theirs: theirs && toGraphMoney({ amountMinor: theirs[which], currency }),
  });

export const reconciledTotals: ReconciledTotalsResolvers = {
  authorized: amountsOn('authorized'),
  captured: amountsOn('captured'),
  refunded: amountsOn('refunded'),
};

const toMoney = (amountMinor: bigint | null, { currency }: PlacedBreak) =>
  amountMinor === null ? null : toGraphMoney({ amountMinor, currency });

export const reconciliationBreak: ReconciliationBreakResolvers = {
  payment: ({ paymentId }, _, { loaders }) => (paymentId === null ? null : loaders.payment.load(paymentId)),
  ours: (it) => toMoney(it.oursMinor, it),
  theirs: (it) => toMoney(it.theirsMinor, it),
};
