import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer, live } from '@soko/subgraph';
import { transferToken } from '../commands/wallets/transfer-token.ts';
import type { ChainContext } from '../context.ts';
import type { TokenTransfer } from '../domain/transfer.ts';
import type {
  MutationResolvers,
  QueryResolvers,
  SubscriptionResolvers,
  SubscriptionTokenTransferUpdatedArgs,
  TokenTransferResolvers,
} from '../generated/graphql.ts';
import { listTransfers } from '../store/transfers.ts';

/** The transfer, or null when it does not exist or is that of somebody else. */
async function ownTransfer({ viewer, loaders }: ChainContext, id: string): Promise<TokenTransfer | null> {
  const { id: userId } = requireUser(viewer);
  const found = await loaders.transfer.load(id);
  return found?.userId === userId ? found : null;
}

const cursors = timeAndId('token transfers', (id) => isId('ctr', id));

export const transferQuery: Pick<QueryResolvers, 'tokenTransfer' | 'myTokenTransfers'> = {
  tokenTransfer: (_, { id }, context) => ownTransfer(context, id),
  async myTokenTransfers(_, args, { viewer, pool }) {
    const { id: userId } = requireUser(viewer);
    const page = readPage(args, cursors);
    const found = await listTransfers(pool, userId, page);
    return toConnection(found, page, ({ createdAt, id }) => cursorOf(cursors, [createdAt, id]));
  },
};

export const transferMutation: Pick<MutationResolvers, 'transferToken'> = {
  transferToken: async (_, { input }, context) => answer('TokenTransfer', await transferToken(context, input)),
};

export const transferSubscription: Pick<SubscriptionResolvers, 'tokenTransferUpdated'> = {
  tokenTransferUpdated: live<SubscriptionTokenTransferUpdatedArgs, ChainContext, TokenTransfer>({
    async follow({ transferId }, context) {
      if ((await ownTransfer(context, transferId)) === null) throw notFound(`Transfer ${transferId}`);
      return [transferId];
    },
    answer: (_, { transferId }, context) => ownTransfer(context, transferId),
  }),
};

/** Only the person whose it is gets here. */
export const tokenTransfer: TokenTransferResolvers = {
  token: async ({ tokenId }, _, { loaders }) => (await loaders.token.load(tokenId))!,
  async from({ from }) {
    const { getAddress } = await import('viem');
    return getAddress(from);
  },
};
