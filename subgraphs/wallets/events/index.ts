import type { Consumer } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';
import { onUserErased } from './on-user-erased.ts';

/** The consumers of this subgraph. */
export const consumers = (services: WalletsServices): Consumer[] => [onUserErased(services)];
