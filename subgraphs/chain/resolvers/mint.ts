import { hasRole, userIdOf, type Viewer } from '@soko/auth';
import { maySeeMints } from '../commands/require-store-role.ts';
import type { ChainContext } from '../context.ts';
import { isToNamedAddress, type Mint } from '../domain/mint.ts';
import type { MintResolvers } from '../generated/graphql.ts';

/** The mint, or null when it does not exist or the viewer may not see it: those who get it see it beside the team. */
export async function visibleMint(context: ChainContext, id: string): Promise<Mint | null> {
  const { viewer, loaders } = context;
  if (viewer.kind === 'anonymous') return null;
  const found = await loaders.mint.load(id);
  if (found === null) return null;
  const isOwn = viewer.kind === 'user' && found.userId === viewer.id;
  return isOwn || (await maySeeMints(context, found.storeId)) ? found : null;
}

/** A store sees the addresses that it named, and not those of people. It does not after they are erased either. */
const maySeeReceiver = (viewer: Viewer, found: Mint): boolean =>
  isToNamedAddress(found) ||
  (userIdOf(viewer) !== null && userIdOf(viewer) === found.userId) ||
  hasRole(viewer, 'SUPPORT');

export const mint: MintResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: ChainContext) => visibleMint(context, id),
  token: async ({ tokenId }, _, { loaders }) => (await loaders.token.load(tokenId))!,
  to: (found, _, { viewer }) => (maySeeReceiver(viewer, found) ? found.recipient : null),
};
