import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { trailOfRequest } from '@soko/subgraph';
import type { PrismaClient } from './generated/prisma/client.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { SignAccessToken } from './secrets/access-tokens.ts';
import type { Digest } from './secrets/digests.ts';

/** What the subgraph holds as long as it is open. */
export interface UsersServices {
  db: PrismaClient;
  /** Digests one-time codes and the names of limits under `SOKO_OTP_KEY`. */
  digest: Digest;
  /** Seals what other services must read and nobody else: codes, tokens, payout destinations. */
  sealKey: string;
  signAccessToken: SignAccessToken;
  settings: Settings;
  now: () => Date;
}

export interface Settings {
  localAccounts: boolean;
  refreshLifetimeMs: number;
  logInTriesPerAccount: number;
  logInTriesPerAddress: number;
  codesPerAddressAnHour: number;
  publicUrl: string;
}

/** What one request may touch. */
export interface UsersContext extends UsersServices {
  identity: RequestIdentity;
  viewer: Viewer;
  /** Where the events of this request come from. */
  trail: EventTrail;
  loaders: Loaders;
  /** People who have proven in this very request that it is them: they log in with it. */
  proven: Set<string>;
}

export const createUsersContext = (services: UsersServices, identity: RequestIdentity): UsersContext => ({
  ...services,
  identity,
  viewer: identity.viewer,
  trail: trailOfRequest(identity, services.now),
  loaders: createLoaders(services.db, identity.viewer),
  proven: new Set(),
});
