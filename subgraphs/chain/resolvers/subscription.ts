import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { live } from '@soko/subgraph';
import type { ChainContext } from '../context.ts';
import type { Mint } from '../domain/mint.ts';
import type { SubscriptionMintUpdatedArgs, SubscriptionResolvers } from '../generated/graphql.ts';
import { visibleMint } from './mint.ts';

export const subscription: SubscriptionResolvers = {
  mintUpdated: live<SubscriptionMintUpdatedArgs, ChainContext, Mint>({
    async follow({ mintId }, context) {
      requireUser(context.viewer);
      if ((await visibleMint(context, mintId)) === null) throw notFound(`Mint ${mintId}`);
      return [mintId];
    },
    answer: (_, { mintId }, context) => visibleMint(context, mintId),
  }),
};
