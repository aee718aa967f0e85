import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { WalletsContext } from '../../context.ts';
import type { Wallet } from '../../domain/wallets/wallet.ts';

/** A wallet of the viewer. Throws NOT_FOUND for one that does not exist or is not theirs. */
export async function ownWallet({ viewer, loaders }: WalletsContext, id: string): Promise<Wallet> {
  const { id: userId } = requireUser(viewer);
  const wallet = await loaders.wallet.load(id);
  if (wallet === null || wallet.ownerId !== userId) throw notFound('The wallet');
  return wallet;
}
