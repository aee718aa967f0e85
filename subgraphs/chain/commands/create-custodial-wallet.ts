import { requireUser } from '@soko/auth';
import { unauthenticated } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import type { ChainContext } from '../context.ts';
import { chainUnavailable } from '../domain/refusals.ts';
import type { ChainWallet } from '../domain/wallet.ts';
import { lockPerson } from '../store/people.ts';
import { custodialWalletOf } from '../store/wallets.ts';

/** Makes the custodial wallet of the viewer. A repeat returns the same. */
export async function createCustodialWallet(
  context: ChainContext,
): Promise<ChainWallet | ReturnType<typeof chainUnavailable>> {
  const { viewer, pool, openChain } = context;
  const { id: userId } = requireUser(viewer);
  if (openChain === null) return chainUnavailable();
  return inTransaction(pool, async (tx) => {
    if (!(await lockPerson(tx, userId))) throw unauthenticated();
    return custodialWalletOf(tx, userId, context);
  });
}
