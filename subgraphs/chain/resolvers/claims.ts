import { forbidden } from '@soko/errors';
import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer } from '@soko/subgraph';
import { claimToken } from '../commands/claims/claim-token.ts';
import { closeClaimLink } from '../commands/claims/close-claim-link.ts';
import { createClaimLink } from '../commands/claims/create-claim-link.ts';
import { maySeeMints } from '../commands/require-store-role.ts';
import { statusOf } from '../domain/claim-link.ts';
import type { ClaimLinkResolvers, ClaimResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts';
import { findClaimLinkByCode, listClaimLinks } from '../store/claims.ts';

const cursors = timeAndId('claim links', (id) => isId('ckl', id));

export const claimQueries: Pick<QueryResolvers, 'claimLink' | 'claimLinks'> = {
  claimLink: (_, { code }, { pool }) => findClaimLinkByCode(pool, code),
  async claimLinks(_, { storeId, ...args }, context) {
    if (!(await maySeeMints(context, storeId))) throw forbidden('This requires a member of the store.');
    const page = readPage(args, cursors);
    const found = await listClaimLinks(context.pool, storeId, page);
    return toConnection(found, page, ({ createdAt, id }) => cursorOf(cursors, [createdAt, id]));
  },
};

export const claimMutations: Pick<MutationResolvers, 'createClaimLink' | 'closeClaimLink' | 'claimToken'> = {
  createClaimLink: async (_, { input }, context) => answer('ClaimLink', await createClaimLink(context, input)),
  closeClaimLink: (_, { input }, context) => closeClaimLink(context, input),
  claimToken: async (_, { input }, context) => answer('Claim', await claimToken(context, input)),
};

export const claimLink: ClaimLinkResolvers = {
  token: async ({ tokenId }, _, { loaders }) => (await loaders.token.load(tokenId))!,
  url: ({ code }, _, { publicUrl }) => `${publicUrl}/claim/${code}`,
  status: (link, _, { now }) => statusOf(link, now()),
  myClaim: ({ id }, _, { viewer, loaders }) => (viewer.kind === 'user' ? loaders.ownClaim.load(id) : null),
};

/** Only the one who has claimed gets here, so that the mint needs no check. */
export const claim: ClaimResolvers = {
  mint: async ({ mintId }, _, { loaders }) => (await loaders.mint.load(mintId))!,
};
