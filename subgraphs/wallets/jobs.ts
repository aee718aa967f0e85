import type { Job } from '@soko/subgraph';
import { expireHolds } from './commands/wallets/expire-holds.ts';
import type { WalletsServices } from './services.ts';

/** The repeated work of this subgraph. */
export const jobs = (services: WalletsServices): Job[] => [
  { name: 'wallets.expire-holds', everyMs: 5_000, run: () => expireHolds(services) },
];
