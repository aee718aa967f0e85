import { isRefusal, type SellerNotActive } from '@soko/refusals';
import { answer } from '@soko/subgraph';
import { adjustStock } from '../commands/adjust-stock.ts';
import { commitReservation } from '../commands/commit-reservation.ts';
import { completeDelivery } from '../commands/complete-delivery.ts';
import { completePackaging } from '../commands/complete-packaging.ts';
import { failDelivery } from '../commands/fail-delivery.ts';
import { failPackaging } from '../commands/fail-packaging.ts';
import { receiveStock } from '../commands/receive-stock.ts';
import { recordTracking } from '../commands/record-tracking.ts';
import { releaseReservations } from '../commands/release-reservations.ts';
import { restockReturn } from '../commands/restock-return.ts';
import { visibleToHandler } from '../commands/require-handler.ts';
import { reserveCheckout } from '../commands/reserve-checkout.ts';
import { setDeliveryRate } from '../commands/set-delivery-rate.ts';
import { setPackedQuantity } from '../commands/set-packed-quantity.ts';
import { startDelivery } from '../commands/start-delivery.ts';
import { startPackaging } from '../commands/start-packaging.ts';
import type { FulfilmentContext } from '../context.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { Packaging } from '../domain/packaging.ts';
import type { NoAttemptsLeft, PackedTooMany, WrongDeliveryStatus, WrongPackagingStatus } from '../domain/refusals.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

const packagingOr = <Refused extends WrongPackagingStatus | PackedTooMany | SellerNotActive>(
  context: FulfilmentContext,
  outcome: Packaging | Refused,
) => answer('Packaging', isRefusal(outcome) ? outcome : visibleToHandler(context, outcome as Packaging));

const deliveryOr = <Refused extends WrongDeliveryStatus | NoAttemptsLeft | SellerNotActive>(
  context: FulfilmentContext,
  outcome: Delivery | Refused,
) => answer('Delivery', isRefusal(outcome) ? outcome : visibleToHandler(context, outcome as Delivery));

export const mutation: MutationResolvers = {
  receiveStock: async (_, { input }, context) => answer('StockItem', await receiveStock(context, input)),
  adjustStock: async (_, { input }, context) => answer('StockItem', await adjustStock(context, input)),
  setDeliveryRate: async (_, { input }, context) => answer('DeliveryRate', await setDeliveryRate(context, input)),

  startPackaging: async (_, { input }, context) => packagingOr(context, await startPackaging(context, input)),
  setPackedQuantity: async (_, { input }, context) => packagingOr(context, await setPackedQuantity(context, input)),
  completePackaging: async (_, { input }, context) => packagingOr(context, await completePackaging(context, input)),
  failPackaging: async (_, { input }, context) => packagingOr(context, await failPackaging(context, input)),

  startDelivery: async (_, { input }, context) => deliveryOr(context, await startDelivery(context, input)),
  recordTracking: async (_, { input }, context) => deliveryOr(context, await recordTracking(context, input)),
  completeDelivery: async (_, { input }, context) => deliveryOr(context, await completeDelivery(context, input)),
  failDelivery: async (_, { input }, context) => deliveryOr(context, await failDelivery(context, input)),

  // For other services only.
  reserveStock: (_, { input }, context) => reserveCheckout(context, input),
  commitReservation: (_, { input }, context) => commitReservation(context, input.orders),
  releaseReservation: (_, { input }, context) => releaseReservations(context, input),
  restockReturn: (_, { input }, context) => restockReturn(context, input),
};
