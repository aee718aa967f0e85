import { completeDelivery, failDelivery, recordTracking, startDelivery } from '../commands/change-delivery.ts';
import { completePackaging, failPackaging, setPackedQuantity, startPackaging } from '../commands/change-packaging.ts';
import { adjustStock, receiveStock } from '../commands/change-stock.ts';
import { commitReservation } from '../commands/commit-reservation.ts';
import { releaseReservations } from '../commands/release-reservations.ts';
import { requireService } from '../commands/required.ts';
import { reserveCheckout } from '../commands/reserve-stock.ts';
import { setDeliveryRate } from '../commands/set-delivery-rate.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { answer } from './answer.ts';
import { deliverySeen, packagingSeen } from './seen.ts';

const stock: MutationResolvers = {
  receiveStock: async (_, { input }, context) => answer('StockItem', await receiveStock(context, input)),
  adjustStock: async (_, { input }, context) => answer('StockItem', await adjustStock(context, input)),
  setDeliveryRate: async (_, { input }, context) => answer('DeliveryRate', await setDeliveryRate(context, input)),
};

const packaging: MutationResolvers = {
  startPackaging: async (_, { input }, context) =>
    answer('Packaging', packagingSeen(await startPackaging(context, input))),
  setPackedQuantity: async (_, { input }, context) =>
    answer('Packaging', packagingSeen(await setPackedQuantity(context, input))),
  completePackaging: async (_, { input }, context) =>
    answer('Packaging', packagingSeen(await completePackaging(context, input))),
  failPackaging: async (_, { input }, context) =>
    answer('Packaging', packagingSeen(await failPackaging(context, input))),
};

const delivery: MutationResolvers = {
  startDelivery: async (_, { input }, context) => answer('Delivery', deliverySeen(await startDelivery(context, input))),
  recordTracking: async (_, { input }, context) =>
    answer('Delivery', deliverySeen(await recordTracking(context, input))),
  completeDelivery: async (_, { input }, context) =>
    answer('Delivery', deliverySeen(await completeDelivery(context, input))),
  failDelivery: async (_, { input }, context) => answer('Delivery', deliverySeen(await failDelivery(context, input))),
};

/** What other services ask. */
const reservations: MutationResolvers = {
  reserveStock(_, { input }, context) {
    requireService(context.identity);
    return reserveCheckout(context, input);
  },
  commitReservation(_, { input }, context) {
    requireService(context.identity);
    return commitReservation(context, input.orders);
  },
  releaseReservation(_, { input }, context) {
    requireService(context.identity);
    return releaseReservations(context, input);
  },
};

export const mutation: MutationResolvers = { ...stock, ...packaging, ...delivery, ...reservations };
