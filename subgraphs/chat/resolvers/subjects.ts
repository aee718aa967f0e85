import { userIdOf } from '@soko/auth';
import type { OrderResolvers, ProductResolvers } from '../generated/graphql.ts';

/** Owned by other subgraphs; chat adds the conversation of the viewer. */
const toReference = ({ id }: { id: string }) => ({ id });

export const product: ProductResolvers & { __resolveReference: unknown } = {
  __resolveReference: toReference,
  conversation: ({ id }, _, { viewer, loaders }) =>
    userIdOf(viewer) === null ? null : loaders.conversationOfProduct.load(id),
};

export const order: OrderResolvers & { __resolveReference: unknown } = {
  __resolveReference: toReference,
  conversation: ({ id }, _, { viewer, loaders }) =>
    userIdOf(viewer) === null ? null : loaders.conversationOfOrder.load(id),
};
