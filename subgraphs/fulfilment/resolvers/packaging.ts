import type { FulfilmentContext } from '../context.ts';
import { visiblePackaging } from '../domain/may-see.ts';
import type { PackagingStatus } from '../domain/statuses.ts';
import type { PackagingChangeResolvers, PackagingLineResolvers, PackagingResolvers } from '../generated/graphql.ts';

export const packaging: PackagingResolvers & { __resolveReference: unknown } = {
  __resolveReference: async ({ id }: { id: string }, context: FulfilmentContext) =>
    visiblePackaging(await context.loaders.packaging.load(id), context),
  order: ({ orderId }) => ({ id: orderId }),
  seller: ({ sellerId }) => ({ id: sellerId }),
  address: (parent) => (parent.showsAddress ? parent.address : null),
  lines: ({ lines }) => [...lines],
  history: async (parent, _, { loaders }) =>
    parent.showsHistory ? [...(await loaders.history.load(parent.id))] : null,
};

export const packagingLine: PackagingLineResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
};

export const packagingChange: PackagingChangeResolvers = {
  from: ({ from }) => from as PackagingStatus | null,
  to: ({ to }) => to as PackagingStatus,
};
