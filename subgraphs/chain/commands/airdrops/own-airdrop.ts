import { hasRole, requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { ChainContext } from '../../context.ts';
import type { Airdrop } from '../../domain/airdrop.ts';
import { findAirdrop } from '../../store/airdrops.ts';
import { findStoreRole } from '../../store/stores.ts';

/** The airdrop, for administrators of its store. Throws NOT_FOUND for others. */
export async function requireOwnAirdrop({ viewer, pool }: ChainContext, id: string): Promise<Airdrop> {
  const user = requireUser(viewer);
  const found = await findAirdrop(pool, id);
  const isOwn =
    found !== null && (hasRole(user, 'ADMIN') || (await findStoreRole(pool, found.storeId, user.id)) === 'ADMIN');
  if (!isOwn) throw notFound('The airdrop');
  return found;
}
