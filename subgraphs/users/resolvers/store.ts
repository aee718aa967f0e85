import { userIdOf } from '@soko/auth';
import type { UsersContext } from '../context.ts';
import type { StoreAccount } from '../domain/store-account.ts';
import { toGraphMoney } from '@soko/money';
import { paidPlan } from '../domain/store-plan.ts';
import type { StorePlanSubscriptionResolvers, StoreResolvers } from '../generated/graphql.ts';
import type { ReferenceResolver } from './reference-resolver.ts';
import { administersStore, seesTeam, visibleStore } from './visible.ts';

/** A field that is null for viewers who are neither members nor support. */
const forTeam =
  <Value>(read: (store: StoreAccount, context: UsersContext) => Value | Promise<Value>) =>
  async (store: StoreAccount, _: unknown, context: UsersContext): Promise<Value | null> =>
    (await seesTeam(context, store.id)) ? read(store, context) : null;

export const store: StoreResolvers & ReferenceResolver = {
  __resolveReference: async ({ id }, context) => visibleStore(context, await context.loaders.store.load(id)),
  brand: ({ logoUrl, color, tagline }) => ({ logoUrl, color, tagline }),
  plan: forTeam(({ plan }) => plan),
  mintQuota: forTeam(({ mintQuota }) => mintQuota),
  myRole: async ({ id }, _, { loaders }) => (await loaders.myMembership.load(id))?.role ?? null,
  members: forTeam(({ id }, { loaders }) => loaders.membersOfStore.load(id)),
  async apiKeys({ id }, _, context) {
    return (await administersStore(context, id)) ? context.loaders.apiKeysOfStore.load(id) : null;
  },
  async planSubscription({ id }, _, context) {
    const subscription = await context.loaders.planSubscriptionOf.load(id);
    const isPayer = subscription !== null && subscription.userId === userIdOf(context.viewer);
    return isPayer || (await administersStore(context, id)) ? subscription : null;
  },
};

export const storePlanSubscription: StorePlanSubscriptionResolvers = {
  plan: () => paidPlan,
  price: ({ amountMinor, currency }) => toGraphMoney({ amountMinor, currency }),
  async confirmation({ subscriptionId, userId, status, needsConfirmation }, _, { viewer, payments, trail }) {
    const isAsked = status === 'REQUIRES_ACTION' || needsConfirmation;
    if (!isAsked || userId !== userIdOf(viewer)) return null;
    return payments.findConfirmation(subscriptionId, trail.correlationId);
  },
  payer: ({ userId }, _, { loaders }) => loaders.user.load(userId),
};
