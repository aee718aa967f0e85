import { hasRole, userIdOf } from '@soko/auth';
import { answer } from '@soko/subgraph';
import { startPayoutOnboarding } from '../commands/payout-onboarding.ts';
import type { MutationResolvers, PayoutAccountResolvers, SellerResolvers } from '../generated/graphql.ts';

export const payoutAccountMutation: Pick<MutationResolvers, 'startPayoutOnboarding'> = {
  startPayoutOnboarding: async (_, { input }, context) =>
    answer('PayoutOnboarding', await startPayoutOnboarding(context, input)),
};

export const payoutAccount: PayoutAccountResolvers = {
  account: ({ providerRef }) => providerRef,
};

export const seller: SellerResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),

  async payoutAccount({ id }, _, { viewer, loaders }) {
    const found = await loaders.payoutAccount.load(id);
    return found !== null && (found.userId === userIdOf(viewer) || hasRole(viewer, 'SUPPORT')) ? found : null;
  },
};
