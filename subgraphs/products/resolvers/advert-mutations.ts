import { answer } from '@soko/subgraph';
import { createAdvert } from '../commands/adverts/create-advert.ts';
import { endAdvert } from '../commands/adverts/end-advert.ts';
import { pauseAdvert } from '../commands/adverts/pause-advert.ts';
import { recordAdvertClick } from '../commands/adverts/record-advert-click.ts';
import { startAdvert } from '../commands/adverts/start-advert.ts';
import { updateAdvert } from '../commands/adverts/update-advert.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

type AdvertMutations = Pick<
  MutationResolvers,
  'createAdvert' | 'updateAdvert' | 'startAdvert' | 'pauseAdvert' | 'endAdvert' | 'recordAdvertClick'
>;

export const advertMutations: AdvertMutations = {
  createAdvert: async (_, { input }, context) => answer('Advert', await createAdvert(context, input)),
  updateAdvert: async (_, { input }, context) => answer('Advert', await updateAdvert(context, input)),
  startAdvert: async (_, { input }, context) => answer('Advert', await startAdvert(context, input.advertId)),
  pauseAdvert: async (_, { input }, context) => answer('Advert', await pauseAdvert(context, input.advertId)),
  endAdvert: async (_, { input }, context) => answer('Advert', await endAdvert(context, input.advertId)),
  recordAdvertClick: async (_, { input }, context) =>
    answer('AdvertClickRecorded', await recordAdvertClick(context, input.token)),
};
