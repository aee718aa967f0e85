import type { Resolvers } from '../generated/graphql.ts';
import { delivery, deliveryChange, deliveryRate, order, trackedDelivery } from './delivery.ts';
import { mutation } from './mutation.ts';
import { packaging, packagingChange, packagingLine } from './packaging.ts';
import { query } from './query.ts';
import { product, stockItem, variant } from './stock.ts';
import { subscription } from './subscription.ts';

export const resolvers: Resolvers = {
  Query: query,
  Mutation: mutation,
  Subscription: subscription,
  Variant: variant,
  Product: product,
  Order: order,
  StockItem: stockItem,
  Packaging: packaging,
  PackagingLine: packagingLine,
  PackagingChange: packagingChange,
  Delivery: delivery,
  DeliveryChange: deliveryChange,
  TrackedDelivery: trackedDelivery,
  DeliveryRate: deliveryRate,
};
