import { userIdOf } from '@soko/auth';
import type { PaymentsContext } from '../context.ts';
import { maySeePaymentMethod } from '../domain/may-see.ts';
import type { SavedMethod } from '../domain/saved-method.ts';
import type { PaymentMethodResolvers, UserResolvers } from '../generated/graphql.ts';
import { findSavedMethod } from '../store/saved-methods.ts';

export const paymentMethod: PaymentMethodResolvers & { __resolveReference: unknown } = {
  __resolveReference: async ({ id }: { id: string }, { db, viewer }: PaymentsContext): Promise<SavedMethod | null> => {
    const found = await findSavedMethod(db, id);
    return found !== null && maySeePaymentMethod(viewer, found) ? found : null;
  },
};

export const user: UserResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  paymentMethods: async ({ id }, _, { viewer, loaders }) =>
    id === userIdOf(viewer) ? await loaders.savedMethodsOf.load(id) : null,
};
