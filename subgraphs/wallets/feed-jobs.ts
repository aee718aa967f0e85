import type { Logger } from '@soko/log';
import type { Job } from '@soko/subgraph';
import { createSimulatedFeed } from './commands/feed/simulate-feed.ts';
import type { WalletsServices } from './services.ts';

/** The simulated feed, where it is on. */
export function feedJobs(
  services: WalletsServices,
  env: { WALLETS_SIMULATED_FEED: boolean; WALLETS_SIMULATED_MATCH_MS: number },
  log: Logger,
): Job[] {
  if (!env.WALLETS_SIMULATED_FEED) return [];
  const rules = { matchMs: env.WALLETS_SIMULATED_MATCH_MS, upcoming: 12, live: 3 };
  const feed = createSimulatedFeed(services, { seed: services.now().getTime(), rules, log });
  return [{ name: 'wallets.simulate-feed', everyMs: 2_000, run: () => feed.tick() }];
}
