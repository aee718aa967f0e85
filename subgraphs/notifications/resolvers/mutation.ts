import { answer } from '@soko/subgraph';
import { resendMessage } from '../commands/resend-message.ts';
import { unblockAddress } from '../commands/unblock-address.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const mutation: MutationResolvers = {
  resendMessage: async (_, { input }, context) => answer('UndeliveredMessage', await resendMessage(context, input)),
  unblockAddress: async (_, { input }, context) => answer('UnblockedAddress', await unblockAddress(context, input)),
};
