import { answer } from '@soko/subgraph';
import { retryForMarket } from '../commands/settlement/retry-for-market.ts';
import { resettleMarket, settleMarket, voidMarket } from '../commands/settlement/settle-market.ts';
import { settleSportEvent } from '../commands/settlement/settle-sport-event.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const settlementMutations = {
  settleMarket: async (_, { input }, context) => answer('Market', await settleMarket(context, input)),
  voidMarket: async (_, { input }, context) => answer('Market', await voidMarket(context, input)),
  resettleMarket: async (_, { input }, context) => answer('Market', await resettleMarket(context, input)),
  retrySetAsideBets: async (_, { input }, context) => answer('Market', await retryForMarket(context, input)),
  settleSportEvent: async (_, { input }, context) => answer('SportEvent', await settleSportEvent(context, input)),
} satisfies MutationResolvers;
