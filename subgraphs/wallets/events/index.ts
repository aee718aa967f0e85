import type { Consumer } from '@soko/outbox';
import type { WalletsServices } from '../services.ts';
import { forgetErasedUser } from './gaming/on-user-erased.ts';

/** The consumers of this subgraph. */
export const consumers = (services: WalletsServices): Consumer[] => [forgetErasedUser(services)];
