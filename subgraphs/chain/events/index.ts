import type { Consumer } from '@soko/outbox';
import type { ChainServices } from '../services.ts';
import { onOrderCharged } from './on-order-charged.ts';
import { onOrderEnded } from './on-order-ended.ts';
import { onPromotionChanged } from './on-promotion-changed.ts';
import { onStoreChanged } from './on-store-changed.ts';
import { onStoreMemberChanged } from './on-store-member-changed.ts';
import { onStorePlanChanged } from './on-store-plan-changed.ts';
import { onUserErased } from './on-user-erased.ts';

/** The consumers of this subgraph. */
export const consumers = (services: Pick<ChainServices, 'pool' | 'now' | 'sealKeys'>): Consumer[] => [
  onOrderCharged(services),
  onOrderEnded(services),
  onPromotionChanged(services),
  onStoreChanged(services),
  onStorePlanChanged(services),
  onStoreMemberChanged(services),
  onUserErased(services),
];
