import type { Keys } from '@soko/env/keys';
import type { Limits } from '@soko/limits';
import type { Logger } from '@soko/log';
import type { Money } from '@soko/money';
import type pg from 'pg';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { PaymentsPeer } from './peers/payments.ts';
import type { ReadElsewhere } from './peers/personal-data.ts';
import type { SignAccessToken } from './secrets/access-tokens.ts';
import type { Digest } from './secrets/digests.ts';
import type { Passwords } from './secrets/passwords.ts';

/** What the subgraph holds while it is open. */
export interface UsersServices {
  db: PrismaClient;
  pool: pg.Pool;
  limits: Limits;
  /** Digests one-time codes, rate-limit keys and export links with `SOKO_OTP_KEY`. */
  digest: Digest;
  passwords: Passwords;
  /** Encrypts what only other services may read: codes, tokens, payout destinations. */
  sealKeys: Keys;
  signAccessToken: SignAccessToken;
  /** Reads what other subgraphs hold about a person, for the copy of their data. */
  readElsewhere: ReadElsewhere;
  /** Charges cards for the plans of stores. */
  payments: PaymentsPeer;
  settings: Settings;
  log: Logger;
  now: () => Date;
}

export interface Settings {
  localAccounts: boolean;
  accessLifetimeMs: number;
  refreshLifetimeMs: number;
  maxLogInTriesPerAccount: number;
  maxLogInTriesPerClient: number;
  maxCodesPerClientPerHour: number;
  publicUrl: string;
  plans: PlanSettings;
}

export interface PlanSettings {
  /** Of the paid plan, for a month. Null when it is not for sale. */
  price: Money | null;
  mintQuota: number;
  /** Time for which a store keeps the plan when a renewal is not paid. */
  graceMs: number;
}
