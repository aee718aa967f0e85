import { hasRole, userIdOf } from '@soko/auth';
import type { UserResolvers } from '../generated/graphql.ts';
import { listedOrdersOf } from './listed-orders.ts';

export const user: UserResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  orders: async ({ id }, args, context) => {
    const { viewer } = context;
    return userIdOf(viewer) === id || hasRole(viewer, 'SUPPORT') ? await listedOrdersOf(context, id, args) : null;
  },
};
