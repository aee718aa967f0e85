import { hasRole, requireUser } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import { live } from '@soko/subgraph';
import type { WalletsContext } from '../context.ts';
import { maySeeWallet, maySeeWalletsOf } from '../domain/wallets/may-see.ts';
import type { Wallet } from '../domain/wallets/wallet.ts';
import type {
  SubscriptionResolvers,
  SuspenseItemResolvers,
  UserResolvers,
  WalletAdjustmentResolvers,
  WalletResolvers,
} from '../generated/graphql.ts';
import type { Balance } from '../ledger/index.ts';
import { statementExportOf, statementOf } from './statement.ts';

/** The wallet, or null when it does not exist or the viewer may not see it. */
export async function visibleWallet({ viewer, loaders }: WalletsContext, id: string): Promise<Wallet | null> {
  const found = await loaders.wallet.load(id);
  return found !== null && maySeeWallet(viewer, found) ? found : null;
}

const amount =
  (part: keyof Balance) =>
  async (wallet: Wallet, _: unknown, { loaders }: WalletsContext) =>
    toGraphMoney({ amountMinor: (await loaders.balance.load(wallet))[part], currency: wallet.currency });

export const wallet: WalletResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: WalletsContext) => visibleWallet(context, id),
  balance: amount('postedMinor'),
  held: amount('pendingMinor'),
  available: amount('availableMinor'),
  debt: async (it, _, { loaders }) =>
    toGraphMoney({ amountMinor: it.name === null ? await loaders.debt.load(it) : 0n, currency: it.currency }),
  statement: statementOf,
  statementExport: statementExportOf,
  history: ({ id }, _, { viewer, loaders }) => (hasRole(viewer, 'SUPPORT') ? loaders.walletChanges.load(id) : null),
};

export const user: UserResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  wallets: ({ id }, _, { loaders, viewer }) => (maySeeWalletsOf(viewer, id) ? loaders.walletsOf.load(id) : null),
};

export const walletAdjustment: WalletAdjustmentResolvers = {
  wallet: async ({ walletId }, _, { loaders }) => (await loaders.wallet.load(walletId))!,
  direction: ({ amountMinor }) => (amountMinor > 0n ? 'CREDIT' : 'DEBIT'),
  amount: ({ amountMinor, currency }) =>
    toGraphMoney({ amountMinor: amountMinor < 0n ? -amountMinor : amountMinor, currency }),
};

export const suspenseItem: SuspenseItemResolvers = {
  wallet: async ({ walletId }, _, { loaders }) => (await loaders.wallet.load(walletId))!,
  amount: ({ amountMinor, currency }) => toGraphMoney({ amountMinor, currency }),
};

export const walletsSubscription: SubscriptionResolvers = {
  walletUpdated: live<object, WalletsContext, Wallet>({
    follow: (_, { viewer }) => [requireUser(viewer).id],
    answer: async ({ envelope }, _, context) => {
      const found = await visibleWallet(context, envelope.subject);
      // Support sees wallets of others, but follows its own.
      return found?.ownerId === requireUser(context.viewer).id ? found : null;
    },
  }),
};
