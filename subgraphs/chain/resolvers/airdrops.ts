import { requireScope } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer, live } from '@soko/subgraph';
import { createAirdrop } from '../commands/airdrops/create-airdrop.ts';
import { cancelAirdrop, sendAirdrop } from '../commands/airdrops/send-airdrop.ts';
import { maySeeMints } from '../commands/require-store-role.ts';
import type { ChainContext } from '../context.ts';
import { type Airdrop, statusOf } from '../domain/airdrop.ts';
import type {
  AirdropResolvers,
  MutationResolvers,
  QueryResolvers,
  SubscriptionAirdropUpdatedArgs,
  SubscriptionResolvers,
} from '../generated/graphql.ts';
import { findAirdrop, listAirdrops } from '../store/airdrops.ts';

const cursors = timeAndId('airdrops', (id) => isId('adp', id));

async function visibleAirdrop(context: ChainContext, id: string): Promise<Airdrop | null> {
  requireScope(context.viewer, 'tokens:read', 'tokens:write');
  const found = await findAirdrop(context.pool, id);
  return found !== null && (await maySeeMints(context, found.storeId)) ? found : null;
}

export const airdropQueries: Pick<QueryResolvers, 'airdrop' | 'airdrops'> = {
  airdrop: (_, { id }, context) => visibleAirdrop(context, id),
  async airdrops(_, { storeId, ...args }, context) {
    if (!(await maySeeMints(context, storeId))) throw forbidden('This requires a member of the store.');
    const page = readPage(args, cursors);
    const found = await listAirdrops(context.pool, storeId, page);
    return toConnection(found, page, ({ createdAt, id }) => cursorOf(cursors, [createdAt, id]));
  },
};

export const airdropMutations: Pick<MutationResolvers, 'createAirdrop' | 'sendAirdrop' | 'cancelAirdrop'> = {
  createAirdrop: (_, { input }, context) => createAirdrop(context, input),
  sendAirdrop: async (_, { input }, context) => answer('Airdrop', await sendAirdrop(context, input)),
  cancelAirdrop: async (_, { input }, context) => answer('Airdrop', await cancelAirdrop(context, input)),
};

export const airdropSubscription: Pick<SubscriptionResolvers, 'airdropUpdated'> = {
  airdropUpdated: live<SubscriptionAirdropUpdatedArgs, ChainContext, Airdrop>({
    async follow({ airdropId }, context) {
      if ((await visibleAirdrop(context, airdropId)) === null) throw notFound(`Airdrop ${airdropId}`);
      return [airdropId];
    },
    answer: (_, { airdropId }, context) => visibleAirdrop(context, airdropId),
  }),
};

export const airdrop: AirdropResolvers = {
  token: async ({ tokenId }, _, { loaders }) => (await loaders.token.load(tokenId))!,
  progress: ({ id }, _, { loaders }) => loaders.airdropProgress.load(id),
  status: async (parent, _, { loaders }) =>
    parent.status === 'SENDING' ? statusOf(parent, await loaders.airdropProgress.load(parent.id)) : parent.status,
};
