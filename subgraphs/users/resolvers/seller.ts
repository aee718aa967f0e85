import type { SellerResolvers } from '../generated/graphql.ts';
import type { ReferenceResolver } from './reference-resolver.ts';
import { seesPrivate, visibleSeller } from './visible.ts';

export const seller: SellerResolvers & ReferenceResolver = {
  __resolveReference: async ({ id }, context) => visibleSeller(context, await context.loaders.seller.load(id)),
  payoutMethod: ({ userId, payout }, _, context) => (seesPrivate(context, userId) ? payout : null),
  owner: ({ userId }, _, context) => (seesPrivate(context, userId) ? context.loaders.user.load(userId) : null),
  history: ({ id, userId }, _, context) => (seesPrivate(context, userId) ? context.loaders.historyOf.load(id) : null),
};
