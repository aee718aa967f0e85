import { answer } from '@soko/subgraph';
import { cancelBet } from '../commands/bets/cancel-bet.ts';
import { cashOutBet } from '../commands/bets/cash-out-bet.ts';
import { offerCashOut } from '../commands/bets/offer-cash-out.ts';
import { notifyOfLimit } from '../commands/gaming/notify-of-limit.ts';
import { placeBet } from '../commands/bets/place-bet.ts';
import { setBettingLimits } from '../commands/bets/set-betting-limits.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const betsMutations = {
  placeBet: async (_, { input }, context) =>
    answer('Bet', await notifyOfLimit(context, await placeBet(context, input))),
  cancelBet: async (_, { input }, context) => answer('Bet', await cancelBet(context, input)),
  offerCashOut: async (_, { input }, context) => answer('CashOutOffer', await offerCashOut(context, input)),
  cashOutBet: async (_, { input }, context) => answer('Bet', await cashOutBet(context, input)),
  setBettingLimits: async (_, { input }, context) => answer('BettingLimits', await setBettingLimits(context, input)),
} satisfies MutationResolvers;
