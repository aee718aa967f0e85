import { hasRole, requireRole, requireUser, userIdOf, type Viewer } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import { type Connection, cursorOf, type PageArguments, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer } from '@soko/subgraph';
import { createBankFile, markBankFilePaid, markPayoutReturned } from '../commands/payouts/bank-file.ts';
import { requestPayout, retryPayout } from '../commands/payouts/request-payout.ts';
import { runPayouts } from '../commands/payouts/run-payouts.ts';
import type { WalletsContext } from '../context.ts';
import type { Payout } from '../domain/payouts/payout.ts';
import type {
  BankFileResolvers,
  BankFileStatus,
  MutationResolvers,
  PayoutChangeResolvers,
  PayoutResolvers,
  PayoutRunResolvers,
  PayoutStatus,
  QueryResolvers,
} from '../generated/graphql.ts';
import { bankFileLink } from '../store/payouts/bank-file-link.ts';
import { listBankFiles } from '../store/payouts/bank-files.ts';
import { listPayouts, type PayoutQuery } from '../store/payouts/payouts.ts';

const payoutCursors = timeAndId('payouts', (id) => id.startsWith('pyo_'));
const bankFileCursors = timeAndId('bank files', (id) => id.startsWith('bkf_'));

const maySee = (viewer: Viewer, { userId }: Pick<Payout, 'userId'>): boolean =>
  userIdOf(viewer) === userId || hasRole(viewer, 'SUPPORT');

/** The payout, or null when it does not exist or the viewer may not see it. */
async function visiblePayout({ viewer, loaders }: WalletsContext, id: string): Promise<Payout | null> {
  const found = await loaders.payout.load(id);
  return found !== null && maySee(viewer, found) ? found : null;
}

/** A page of payouts. No row is read for a viewer who sees none. */
export async function payoutPage(
  { db }: WalletsContext,
  query: PayoutQuery | null,
  args: PageArguments,
): Promise<Connection<Payout>> {
  const page = readPage(args, payoutCursors);
  const rows = query === null ? [] : await listPayouts(db, query, page);
  return toConnection(rows, page, ({ createdAt, id }) => cursorOf(payoutCursors, [createdAt, id]));
}

export const payoutsQuery = {
  payout: (_, { id }, context) => visiblePayout(context, id),

  async payouts(_, { sellerId, filter, ...args }, context) {
    const { viewer, loaders } = context;
    const { id: userId } = requireUser(viewer);
    const isOwn = sellerId != null && (await loaders.sellerUser.load(sellerId)) === userId;
    const query = { sellerId: sellerId ?? undefined, ...filter };
    return payoutPage(context, isOwn || hasRole(viewer, 'SUPPORT') ? query : null, args);
  },

  async bankFiles(_, args, { db, viewer }) {
    requireRole(viewer, 'ADMIN');
    const page = readPage(args, bankFileCursors);
    const rows = await listBankFiles(db, page);
    return toConnection(rows, page, ({ createdAt, id }) => cursorOf(bankFileCursors, [createdAt, id]));
  },
} satisfies QueryResolvers;

export const payoutsMutations = {
  requestPayout: async (_, { input }, context) => answer('Payout', await requestPayout(context, input)),
  runPayouts: async (_, { input }, context) => answer('PayoutRun', await runPayouts(context, input)),
  retryPayout: async (_, { input }, context) => answer('Payout', await retryPayout(context, input)),
  createBankFile: async (_, { input }, context) => answer('BankFile', await createBankFile(context, input)),
  markBankFilePaid: async (_, { input }, context) => answer('BankFile', await markBankFilePaid(context, input)),
  markPayoutReturned: async (_, { input }, context) => answer('Payout', await markPayoutReturned(context, input)),
} satisfies MutationResolvers;

const payout: PayoutResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: WalletsContext) => visiblePayout(context, id),
  seller: ({ sellerId }) => ({ id: sellerId }),
  amount: ({ amountMinor, currency }) => toGraphMoney({ amountMinor, currency }),
  destination: ({ masked }) => masked,
  bankFile: ({ bankFileId }, _, { viewer, loaders }) =>
    bankFileId === null || !hasRole(viewer, 'ADMIN') ? null : loaders.bankFile.load(bankFileId),
  history: ({ id }, _, { loaders }) => loaders.payoutHistory.load(id),
};

const payoutChange: PayoutChangeResolvers = {
  from: ({ from }) => from as PayoutStatus | null,
  to: ({ to }) => to as PayoutStatus,
  by: ({ byId }, _, { viewer }) => (hasRole(viewer, 'SUPPORT') ? byId : null),
  reason: ({ reason }, _, { viewer }) => (hasRole(viewer, 'SUPPORT') ? reason : null),
};

const payoutRun: PayoutRunResolvers = {
  payoutCount: async ({ id }, _, { loaders }) =>
    (await loaders.payoutRunTotals.load(id)).reduce((sum, { payoutCount }) => sum + payoutCount, 0),
  totals: async ({ id }, _, { loaders }) =>
    (await loaders.payoutRunTotals.load(id)).map(({ totalMinor, currency }) =>
      toGraphMoney({ amountMinor: totalMinor, currency }),
    ),
};

/** Lifetime of a link to a file, in milliseconds. */
const linkMs = 600_000;

const bankFile: BankFileResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, { viewer, loaders }: WalletsContext) =>
    hasRole(viewer, 'ADMIN') ? loaders.bankFile.load(id) : null,
  status: ({ status }) => status as BankFileStatus,
  total: ({ totalMinor, currency }) => toGraphMoney({ amountMinor: totalMinor, currency }),
  download({ id, sealed }, _, { settings, now }) {
    if (sealed === null) return null;
    const expiresAt = new Date(now().getTime() + linkMs);
    return { url: bankFileLink(settings.sealKeys, settings.publicUrl, { bankFileId: id, expiresAt }), expiresAt };
  },
};

export const payoutTypes = {
  Payout: payout,
  PayoutChange: payoutChange,
  PayoutRun: payoutRun,
  BankFile: bankFile,
};
