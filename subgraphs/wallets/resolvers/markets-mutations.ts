import { answer } from '@soko/subgraph';
import { closeMarket, resumeMarket, suspendMarket } from '../commands/markets/change-markets.ts';
import { createMarket } from '../commands/markets/create-market.ts';
import { createSportEvent } from '../commands/markets/create-sport-event.ts';
import { createCompetition, createSport } from '../commands/markets/create-sport.ts';
import { setOdds } from '../commands/markets/set-odds.ts';
import { updateSportEvent } from '../commands/markets/update-sport-event.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const marketsMutations = {
  createSport: async (_, { input }, context) => answer('Sport', await createSport(context, input)),
  createCompetition: async (_, { input }, context) => answer('Competition', await createCompetition(context, input)),
  createSportEvent: async (_, { input }, context) => answer('SportEvent', await createSportEvent(context, input)),
  updateSportEvent: async (_, { input }, context) => answer('SportEvent', await updateSportEvent(context, input)),
  createMarket: async (_, { input }, context) => answer('Market', await createMarket(context, input)),
  setOdds: async (_, { input }, context) => answer('Market', await setOdds(context, input)),
  suspendMarket: (_, { input }, context) => suspendMarket(context, input),
  resumeMarket: (_, { input }, context) => resumeMarket(context, input),
  closeMarket: (_, { input }, context) => closeMarket(context, input),
} satisfies MutationResolvers;
