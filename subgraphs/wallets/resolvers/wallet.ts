import type { WalletsContext } from '../context.ts';
import { maySeeWallet } from '../domain/may-see.ts';
import type { Wallet } from '../domain/wallet.ts';
import type { WalletResolvers } from '../generated/graphql.ts';

/** The wallet, or null when it does not exist or the viewer may not see it. */
export async function visibleWallet({ viewer, loaders }: WalletsContext, id: string): Promise<Wallet | null> {
  const found = await loaders.wallet.load(id);
  return found !== null && maySeeWallet(viewer, found) ? found : null;
}

export const wallet: WalletResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: WalletsContext) => visibleWallet(context, id),
};
