import { toGraphMoney } from '@soko/money';
import type { WalletsContext } from '../context.ts';
import { maySeeWallet, maySeeWalletsOf } from '../domain/wallets/may-see.ts';
import type { Wallet } from '../domain/wallets/wallet.ts';
import type { UserResolvers, WalletResolvers } from '../generated/graphql.ts';
import type { Balance } from '../ledger/index.ts';

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
};

export const user: UserResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  wallets: ({ id }, _, { loaders, viewer }) => (maySeeWalletsOf(viewer, id) ? loaders.walletsOf.load(id) : null),
};
