import { unauthenticated } from '@soko/errors';
import { userIdOf } from '@soko/auth';
import { removePaymentMethod } from '../commands/remove-payment-method.ts';
import { savePaymentMethod } from '../commands/save-payment-method.ts';
import type { PaymentsContext } from '../context.ts';
import type { SavedMethod } from '../domain/saved-method.ts';
import type { MutationResolvers, PaymentMethodResolvers, UserResolvers } from '../generated/graphql.ts';
import { findSavedMethod } from '../store/saved-methods.ts';

function owner({ viewer }: PaymentsContext): string {
  const userId = userIdOf(viewer);
  if (userId === null) throw unauthenticated();
  return userId;
}

export const savedMethodMutations: Pick<MutationResolvers, 'savePaymentMethod' | 'removePaymentMethod'> = {
  async savePaymentMethod(_, { input }, context) {
    const saved = await savePaymentMethod(context, {
      ...input,
      makeDefault: input.makeDefault ?? false,
      userId: owner(context),
    });
    return '__typename' in saved ? saved : { ...saved, __typename: 'PaymentMethod' as const };
  },
  async removePaymentMethod(_, { input: { paymentMethodId: id } }, context) {
    await removePaymentMethod(context, { id, userId: owner(context) });
    return { __typename: 'PaymentMethodRemoved', id };
  },
};

export const paymentMethod: PaymentMethodResolvers & { __resolveReference: unknown } = {
  __resolveReference: async (
    { id }: { id: string },
    { pool, viewer }: PaymentsContext,
  ): Promise<SavedMethod | null> => {
    const found = await findSavedMethod(pool, id);
    return found?.status === 'ACTIVE' && found.userId === userIdOf(viewer) ? found : null;
  },
};

export const user: UserResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  paymentMethods: async ({ id }, _, { viewer, loaders }) =>
    id === userIdOf(viewer) ? await loaders.savedMethodsOf.load(id) : null,
};
