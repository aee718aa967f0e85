import { maySeeOrdersOf } from '../domain/may-see.ts';
import type { UserResolvers } from '../generated/graphql.ts';
import { listedOrdersOf } from './listed-orders.ts';

export const user: UserResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  orders: async ({ id }, args, context) =>
    maySeeOrdersOf(context.viewer, id) ? await listedOrdersOf(context, id, args) : null,
};
