import type { Consumer } from '@soko/outbox';
import type { SamplesServices } from '../services.ts';
import { onUserErased } from './on-user-erased.ts';

/** The consumers of this subgraph. */
export const consumers = (services: SamplesServices): Consumer[] => [onUserErased(services)];
