import type { FulfilmentContext } from '../context.ts';
import type { DeliveryStatus } from '../domain/delivery.ts';
import { everywhere } from '../domain/delivery-rate.ts';
import { seesAddress } from '../domain/sight.ts';
import type {
  DeliveryChangeResolvers,
  DeliveryRateResolvers,
  DeliveryResolvers,
  OrderResolvers,
  TrackedDeliveryResolvers,
} from '../generated/graphql.ts';
import { seen } from './seen.ts';

export const delivery: DeliveryResolvers & { __resolveReference: unknown } = {
  __resolveReference: async ({ id }: { id: string }, context: FulfilmentContext) =>
    seen('delivery', await context.loaders.delivery.load(id), context),
  order: ({ orderId }) => ({ id: orderId }),
  seller: ({ sellerId }) => ({ id: sellerId }),
  address: (parent) => (seesAddress(parent) ? parent.address : null),
  proof: (parent) => (seesAddress(parent) ? parent.proof : null),
  events: async ({ id }, _, { loaders }) => [...(await loaders.tracking.load(id))],
  history: async ({ id, sight }, _, { loaders }) =>
    sight === 'EVERYTHING' ? [...(await loaders.history.load(id))] : null,
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

/** Orders owns it; here it is an id with what becomes of its goods. */
export const order: OrderResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }) => ({ id }),
  packaging: async ({ id }, _, context) =>
    seen('packaging', await context.loaders.packagingOfOrder.load(id), context, true),
  delivery: async ({ id }, _, context) =>
    seen('delivery', await context.loaders.deliveryOfOrder.load(id), context, true),
};
