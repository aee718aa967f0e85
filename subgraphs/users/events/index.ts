import type { Consumer } from '@soko/outbox';
import type { UsersServices } from '../services.ts';
import { onClaimed } from './on-claimed.ts';
import { onOrderChanged } from './on-order-changed.ts';

/** The consumers of this subgraph. */
export const consumers = (services: Pick<UsersServices, 'pool'>): Consumer[] => [
  onOrderChanged(services),
  onClaimed(services),
];
