import { requireService } from '@soko/auth';
import { readIdempotencyKey } from '@soko/idempotency';
import { readPositiveMoney, readText, requireChargeable } from '@soko/input';
import { toGraphMoney } from '@soko/money';
import { changeSubscriptionCard } from '../commands/change-subscription-card.ts';
import { endSubscription } from '../commands/end-subscription.ts';
import { startSubscription } from '../commands/start-subscription.ts';
import { respondInTime } from '../commands/wait-for-provider.ts';
import type { MutationResolvers, PlatformSubscriptionResolvers, QueryResolvers } from '../generated/graphql.ts';
import { findSubscription } from '../store/subscriptions.ts';

export const subscriptionQuery: Pick<QueryResolvers, 'platformSubscription'> = {
  async platformSubscription(_, { id }, { db, viewer }) {
    requireService(viewer);
    return findSubscription(db, { id });
  },
};

export const subscriptionMutation: Pick<
  MutationResolvers,
  'startSubscription' | 'endSubscription' | 'changeSubscriptionCard'
> = {
  async startSubscription(_, { input }, context) {
    requireService(context.viewer);
    readIdempotencyKey(input.idempotencyKey);
    const amount = readPositiveMoney(input.amount, 'amount.amount');
    requireChargeable(amount, 'amount.amount');
    const description = readText(input.description, 'description', { min: 1, max: 100 });
    return respondInTime(context, startSubscription(context, { ...input, amount, description }, context.trail));
  },

  async endSubscription(_, { input }, context) {
    requireService(context.viewer);
    return respondInTime(context, endSubscription(context, input, context.trail));
  },

  async changeSubscriptionCard(_, { input }, context) {
    requireService(context.viewer);
    return respondInTime(context, changeSubscriptionCard(context, input, context.trail));
  },
};

export const platformSubscription: PlatformSubscriptionResolvers = {
  amount: ({ amountMinor, currency }) => toGraphMoney({ amountMinor, currency }),
  failureCode: ({ failure }) => failure?.code ?? null,
  failureMessage: ({ failure }) => failure?.message ?? null,
};
