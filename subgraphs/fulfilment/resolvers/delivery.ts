import { isGuestGrant } from '@soko/auth';
import type { FulfilmentContext } from '../context.ts';
import { everywhere } from '../domain/delivery-rate.ts';
import { visibleDelivery, visiblePackaging } from '../domain/may-see.ts';
import type { OrderReference } from '../domain/order-reference.ts';
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
  address: (parent) => (parent.showsAddress ? parent.address : null),
  proof: (parent) => (parent.showsProof ? parent.proof : null),
  events: async ({ id }, _, { loaders }) => [...(await loaders.tracking.load(id))],
  history: async (parent, _, { loaders }) =>
    parent.showsHistory ? [...(await loaders.history.load(parent.id))] : null,
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

const isOpenedByGuest = ({ id, guestGrant }: OrderReference, { sealKeys, requestId }: FulfilmentContext): boolean =>
  isGuestGrant(sealKeys, id, requestId, guestGrant);

/** Owned by orders; fulfilment adds the package and the delivery. */
export const order: OrderResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id, guestGrant = null }: OrderReference) => ({ id, guestGrant }),
  packaging: async (parent, _, context) =>
    visiblePackaging(await context.loaders.packagingOfOrder.load(parent.id), context, {
      isOpened: isOpenedByGuest(parent, context),
    }),
  delivery: async (parent, _, context) =>
    visibleDelivery(await context.loaders.deliveryOfOrder.load(parent.id), context, {
      isOpened: isOpenedByGuest(parent, context),
    }),
};
