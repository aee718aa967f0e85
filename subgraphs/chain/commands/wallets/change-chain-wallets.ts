import { requireUser } from '@soko/auth';
import { notFound, unauthenticated } from '@soko/errors';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { ChainContext } from '../../context.ts';
import { custodialWalletStays } from '../../domain/refusals.ts';
import type { ChainWallet } from '../../domain/wallet.ts';
import { lockPerson } from '../../store/people.ts';
import { chooseDefault, deleteLinked, findOwnWallet } from '../../store/wallets.ts';

async function findOwn(db: Queryable, userId: string, walletId: string): Promise<ChainWallet> {
  const found = await findOwnWallet(db, userId, walletId);
  if (found === null) throw notFound('The wallet');
  return found;
}

/** Changes one wallet of the viewer while nothing else changes their wallets. */
async function change<Result>(
  { viewer, pool }: ChainContext,
  walletId: string,
  make: (tx: Queryable, wallet: ChainWallet) => Promise<Result>,
): Promise<Result> {
  const { id: userId } = requireUser(viewer);
  return inTransaction(pool, async (tx) => {
    if (!(await lockPerson(tx, userId))) throw unauthenticated();
    return make(tx, await findOwn(tx, userId, walletId));
  });
}

/** Takes a linked wallet of the viewer from their account. What the address holds stays there. */
export const unlinkChainWallet = (
  context: ChainContext,
  { walletId }: { walletId: string },
): Promise<{ walletId: string } | ReturnType<typeof custodialWalletStays>> =>
  change(context, walletId, async (tx, { userId, kind }) => {
    if (kind === 'CUSTODIAL') return custodialWalletStays();
    await deleteLinked(tx, userId, walletId);
    return { walletId };
  });

/** Chooses the wallet that gets the items of the viewer. A repeat changes nothing. */
export const setDefaultChainWallet = (
  context: ChainContext,
  { walletId }: { walletId: string },
): Promise<ChainWallet> =>
  change(context, walletId, async (tx, { userId }) => {
    await chooseDefault(tx, userId, walletId);
    return findOwn(tx, userId, walletId);
  });
