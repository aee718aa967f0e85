export const storePlans = ['TRIAL', 'GROWTH', 'ENTERPRISE'] as const;

export type StorePlan = (typeof storePlans)[number];
export type StoreStatus = 'ACTIVE' | 'INACTIVE';

export interface Store {
  id: string;
  name: string;
  /** Lower case. */
  domain: string | null;
  status: StoreStatus;
  plan: StorePlan;
  mintQuota: number;
  logoUrl: string | null;
  color: string | null;
  tagline: string | null;
  version: number;
  createdAt: Date;
}

/** Tokens a store may mint on trial. */
export const trialMintQuota = 25;
