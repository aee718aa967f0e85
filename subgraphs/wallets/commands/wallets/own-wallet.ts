import { notFound } from '@soko/errors';
import type { WalletsContext } from '../../context.ts';
import type { Wallet } from '../../domain/wallets/wallet.ts';

/** A wallet by its id. Throws NOT_FOUND. */
export async function requireWallet({ loaders }: WalletsContext, walletId: string): Promise<Wallet> {
  const wallet = await loaders.wallet.load(walletId);
  if (wallet === null) throw notFound('The wallet');
  return wallet;
}

/** A wallet of the user. Throws NOT_FOUND, also for a wallet of somebody else. */
export async function requireOwnWallet(context: WalletsContext, ownerId: string, walletId: string): Promise<Wallet> {
  const wallet = await requireWallet(context, walletId);
  if (wallet.ownerId !== ownerId) throw notFound('The wallet');
  return wallet;
}
