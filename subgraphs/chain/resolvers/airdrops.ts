import { requireUser } from '@soko/auth';
import { answer } from '@soko/subgraph';
import { createAirdrop } from '../commands/airdrops/create-airdrop.ts';
import { cancelAirdrop, sendAirdrop } from '../commands/airdrops/send-airdrop.ts';
import { maySeeMints } from '../commands/require-store-role.ts';
import type { ChainContext } from '../context.ts';
import { type Airdrop, progressOf } from '../domain/airdrop.ts';
import type { AirdropResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts';
import { countByStatus, findAirdrop } from '../store/airdrops.ts';

export const airdropQueries: Pick<QueryResolvers, 'airdrop'> = {
  async airdrop(_, { id }, context) {
    requireUser(context.viewer);
    const found = await findAirdrop(context.pool, id);
    return found !== null && (await maySeeMints(context, found.storeId)) ? found : null;
  },
};

export const airdropMutations: Pick<MutationResolvers, 'createAirdrop' | 'sendAirdrop' | 'cancelAirdrop'> = {
  createAirdrop: (_, { input }, context) => createAirdrop(context, input),
  sendAirdrop: async (_, { input }, context) => answer('Airdrop', await sendAirdrop(context, input)),
  cancelAirdrop: async (_, { input }, context) => answer('Airdrop', await cancelAirdrop(context, input)),
};

const progress = async ({ id }: Airdrop, { pool }: ChainContext) => progressOf(await countByStatus(pool, id));

export const airdrop: AirdropResolvers = {
  token: async ({ tokenId }, _, { loaders }) => (await loaders.token.load(tokenId))!,
  progress: (parent, _, context) => progress(parent, context),
  async status(parent, _, context) {
    if (parent.status !== 'SENDING') return parent.status;
    const { confirmed, failed } = await progress(parent, context);
    return confirmed + failed === parent.total ? 'DONE' : 'SENDING';
  },
};
