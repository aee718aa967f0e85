import { maySeeMints } from '../commands/require-store-role.ts';
import type { ChainContext } from '../context.ts';
import type { Mint } from '../domain/mint.ts';
import type { MintResolvers } from '../generated/graphql.ts';

/** The mint, or null when it does not exist or the viewer may not see it: those who get it see it beside the team. */
export async function visibleMint({ viewer, pool, loaders }: ChainContext, id: string): Promise<Mint | null> {
  if (viewer.kind !== 'user') return null;
  const found = await loaders.mint.load(id);
  if (found === null) return null;
  return found.userId === viewer.id || (await maySeeMints(viewer, pool, found.storeId)) ? found : null;
}

export const mint: MintResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: ChainContext) => visibleMint(context, id),
  token: async ({ tokenId }, _, { loaders }) => (await loaders.token.load(tokenId))!,
  to: ({ recipient }) => recipient,
};
