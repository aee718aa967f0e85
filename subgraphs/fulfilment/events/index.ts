import type { Consumer } from '@soko/outbox';
import type { FulfilmentServices } from '../services.ts';
import { onOrderCancelled } from './on-order-cancelled.ts';
import { onProductChanged } from './on-product-changed.ts';
import { onSellerChanged } from './on-seller-changed.ts';
import { onStoreMemberChanged } from './on-store-member-changed.ts';
import { onUserErased } from './on-user-erased.ts';

/** All consumers of this subgraph. */
export const consumers = (services: FulfilmentServices): Consumer[] => [
  onOrderCancelled(services),
  onProductChanged(services),
  onSellerChanged(services),
  onStoreMemberChanged(services),
  onUserErased(services),
];
