import type { Consumer } from '@soko/outbox';
import type { UsersServices } from '../services.ts';
import type { PlanServices } from '../commands/plans/save-plan.ts';
import { onClaimed } from './on-claimed.ts';
import { onOrderChanged } from './on-order-changed.ts';
import { onSubscriptionChanged } from './on-subscription-changed.ts';

/** The consumers of this subgraph. */
export const consumers = (services: Pick<UsersServices, 'pool'> & PlanServices): Consumer[] => [
  onOrderChanged(services),
  onClaimed(services),
  onSubscriptionChanged(services),
];
