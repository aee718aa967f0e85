import type { FulfilmentContext } from '../context.ts';
import type { PackagingStatus } from '../domain/packaging.ts';
import { seesAddress } from '../domain/sight.ts';
import type { PackagingChangeResolvers, PackagingLineResolvers, PackagingResolvers } from '../generated/graphql.ts';
import { seen } from './seen.ts';

export const packaging: PackagingResolvers & { __resolveReference: unknown } = {
  __resolveReference: async ({ id }: { id: string }, context: FulfilmentContext) =>
    seen('packaging', await context.loaders.packaging.load(id), context),
  order: ({ orderId }) => ({ id: orderId }),
  seller: ({ sellerId }) => ({ id: sellerId }),
  address: (parent) => (seesAddress(parent) ? parent.address : null),
  lines: ({ lines }) => [...lines],
  history: async ({ id, sight }, _, { loaders }) =>
    sight === 'EVERYTHING' ? [...(await loaders.history.load(id))] : null,
};

export const packagingLine: PackagingLineResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
};

export const packagingChange: PackagingChangeResolvers = {
  from: ({ from }) => from as PackagingStatus | null,
  to: ({ to }) => to as PackagingStatus,
};
