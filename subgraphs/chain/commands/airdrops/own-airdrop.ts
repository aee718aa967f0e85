import { notFound } from '@soko/errors';
import type { ChainContext } from '../../context.ts';
import type { Airdrop } from '../../domain/airdrop.ts';
import { findAirdrop } from '../../store/airdrops.ts';
import { administers, requireTokenEditor } from '../require-store-role.ts';

/** The airdrop, for those who may change the tokens of its store. Throws NOT_FOUND for others. */
export async function requireOwnAirdrop({ viewer, pool }: ChainContext, id: string): Promise<Airdrop> {
  const editor = requireTokenEditor(viewer);
  const found = await findAirdrop(pool, id);
  if (found === null || !(await administers(editor, pool, found.storeId))) throw notFound('The airdrop');
  return found;
}
