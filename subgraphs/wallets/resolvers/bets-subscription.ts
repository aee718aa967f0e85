import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { live } from '@soko/subgraph';
import type { WalletsContext } from '../context.ts';
import type { Bet } from '../domain/bets/bet.ts';
import { isOwnBet } from '../domain/bets/may-see.ts';
import type { SubscriptionBetUpdatedArgs, SubscriptionResolvers } from '../generated/graphql.ts';
import { visibleBet } from './bets.ts';

export const betsSubscription = {
  betUpdated: live<SubscriptionBetUpdatedArgs, WalletsContext, Bet>({
    async follow({ betId }, context) {
      if ((await visibleBet(context, betId)) === null) throw notFound(`Bet ${betId}`);
      return [betId];
    },
    answer: (_, { betId }, context) => visibleBet(context, betId),
  }),
  myBets: live<object, WalletsContext, Bet>({
    follow: (_, { viewer }) => [requireUser(viewer).id],
    async answer({ envelope }, _, { viewer, loaders }) {
      const bet = await loaders.bet.load(envelope.subject);
      return bet !== null && isOwnBet(viewer, bet) ? bet : null;
    },
  }),
} satisfies SubscriptionResolvers;
