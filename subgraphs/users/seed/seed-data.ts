import type { Role } from '@soko/auth';
import type { StoreMemberRole } from '../domain/store-team.ts';
import type { StorePlan } from '../domain/store-account.ts';

/** A user with a verified account. */
export interface SeedPerson {
  /** `usr_…` */
  id: string;
  /** Lower case. */
  email: string;
  firstName: string;
  lastName: string;
  /** E.164. */
  phone?: string;
  locale: string;
  /** Must include `CUSTOMER`. */
  roles: readonly Role[];
  joinedAt: Date;
}

/** An approved seller. */
export interface SeedSeller {
  /** `slr_…` */
  id: string;
  /** `usr_…`, one of the people. */
  userId: string;
  displayName: string;
  handle: string;
  joinedAt: Date;
}

export interface SeedStore {
  /** `sto_…` */
  id: string;
  name: string;
  domain: string;
  tagline: string;
  /** `#rrggbb` */
  color: string;
  plan: StorePlan;
  mintQuota: number;
  members: readonly { userId: string; role: StoreMemberRole }[];
  createdAt: Date;
}

export interface UsersSeed {
  people: readonly SeedPerson[];
  sellers: readonly SeedSeller[];
  stores: readonly SeedStore[];
}
