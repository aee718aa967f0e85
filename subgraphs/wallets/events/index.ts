import type { Consumer } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';

/** The consumers of this subgraph. */
export const consumers = (_services: WalletsServices): Consumer[] => [];
