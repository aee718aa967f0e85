import { hasRole } from '@soko/auth';
import { forbidden } from '@soko/errors';
import { toGraphMoney } from '@soko/money';
import { encodeCursor, readPage, toConnection } from '@soko/pagination';
import { readReconciliation } from '../commands/read-reconciliation.ts';
import type { Amounts, Reconciliation, Totals } from '../domain/reconciliation.ts';
import type {
  ProviderReconciliationResolvers,
  QueryResolvers,
  ReconciledTotalsResolvers,
  ReconciliationBreakResolvers,
} from '../generated/graphql.ts';
import { listBreaks, type PlacedBreak } from '../store/reconciliations.ts';

export const reconciliation: NonNullable<QueryResolvers['reconciliation']> = async (_, { date }, context) => {
  if (!hasRole(context.viewer, 'ADMIN')) throw forbidden('Only administrators see the books.');
  return { date, providers: await readReconciliation(context, date) };
};

const names = { stripe: 'STRIPE', 'payment-3p': 'PAYMENT_3P' } as const;

const whyNot = ({ status, lastError }: Reconciliation): string | null => {
  if (status === 'NOT_COMPARABLE') return 'This provider lists nothing, so that only our own side is known.';
  if (status === 'DONE') return null;
  return lastError === null ? 'It is being computed. Ask again in a moment.' : 'The provider does not answer.';
};

export const providerReconciliation: ProviderReconciliationResolvers = {
  provider: ({ provider }) => names[provider],
  reason: whyNot,
  totals: ({ totals }) => [...totals],
  async breaks({ day, provider }, args, { pool }) {
    const page = readPage(args, 1);
    return toConnection(await listBreaks(pool, { day, provider }, page), page, ({ position }) =>
      encodeCursor([position]),
    );
  },
};

const both =
  (which: keyof Amounts) =>
  ({ currency, ours, theirs }: Totals) => ({
    ours: toGraphMoney({ amountMinor: ours[which], currency }),
    theirs: theirs && toGraphMoney({ amountMinor: theirs[which], currency }),
  });

export const reconciledTotals: ReconciledTotalsResolvers = {
  authorized: both('authorized'),
  captured: both('captured'),
  refunded: both('refunded'),
};

const money = (amountMinor: bigint | null, { currency }: PlacedBreak) =>
  amountMinor === null ? null : toGraphMoney({ amountMinor, currency });

export const reconciliationBreak: ReconciliationBreakResolvers = {
  payment: ({ paymentId }, _, { loaders }) => (paymentId === null ? null : loaders.payment.load(paymentId)),
  ours: (it) => money(it.oursMinor, it),
  theirs: (it) => money(it.theirsMinor, it),
};
