import type { Role } from '@soko/auth';
import type { StoreMemberRole } from '../domain/store-member.ts';
import type { StorePlan } from '../domain/store.ts';

/** Somebody with an account that is in use. */
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
  /** `CUSTOMER` is always among them. */
  roles: readonly Role[];
  joinedAt: Date;
}

/** A shop that was approved. */
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
