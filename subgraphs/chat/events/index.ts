import type { Consumer } from '@soko/outbox';
import type { ChatServices } from '../services.ts';
import { onSellerChanged } from './on-seller-changed.ts';
import { onStoreMemberChanged } from './on-store-member-changed.ts';
import { onUserErased } from './on-user-erased.ts';

/** The consumers of this subgraph. */
export const consumers = (services: Pick<ChatServices, 'pool' | 'now'>): Consumer[] => [
  onSellerChanged(services),
  onStoreMemberChanged(services),
  onUserErased(services),
];
