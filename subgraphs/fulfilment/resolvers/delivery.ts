import type { FulfilmentContext } from '../context.ts';
import { everywhere } from '../domain/delivery-rate.ts';
import { showsAddress, showsHistory, visibleDelivery, visiblePackaging } from '../domain/may-see.ts';
import type { DeliveryStatus } from '../domain/statuses.ts';
import type {
  DeliveryChangeResolvers,
  DeliveryRateResolvers,
  DeliveryResolvers,
  OrderResolvers,
  TrackedDeliveryResolvers,
} from '../generated/graphql.ts';

export const delivery: DeliveryResolvers & { __resolveReference: unknown } = {
  __resolveReference: async ({ id }: { id: string }, context: FulfilmentContext) =>
    visibleDelivery(await context.loaders.delivery.load(id), context),
  order: ({ orderId }) => ({ id: orderId }),
  seller: ({ sellerId }) => ({ id: sellerId }),
  address: (parent) => (showsAddress(parent) ? parent.address : null),
  proof: (parent) => (showsAddress(parent) ? parent.proof : null),
  events: async ({ id }, _, { loaders }) => [...(await loaders.tracking.load(id))],
  history: async (parent, _, { loaders }) =>
    showsHistory(parent) ? [...(await loaders.history.load(parent.id))] : null,
};

export const deliveryChange: DeliveryChangeResolvers = {
  from: ({ from }) => from as DeliveryStatus | null,
  to: ({ to }) => to as DeliveryStatus,
};

export const trackedDelivery: TrackedDeliveryResolvers = {
  country: ({ address }) => address.country,
  events: async ({ id }, _, { loaders }) => [...(await loaders.tracking.load(id))],
};

export const deliveryRate: DeliveryRateResolvers = {
  country: ({ country }) => (country === everywhere ? null : country),
  currency: ({ currency }) => (currency === everywhere ? null : currency),
};

/** Owned by orders; fulfilment adds the package and the delivery. */
export const order: OrderResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  packaging: async ({ id }, _, context) =>
    visiblePackaging(await context.loaders.packagingOfOrder.load(id), context, { viaOrder: true }),
  delivery: async ({ id }, _, context) =>
    visibleDelivery(await context.loaders.deliveryOfOrder.load(id), context, { viaOrder: true }),
};
