import { badUserInput } from '@soko/errors';
import { readLine, readOptional, readUrl } from '@soko/input';

export const storePlans = ['TRIAL', 'GROWTH', 'ENTERPRISE'] as const;

export type StorePlan = (typeof storePlans)[number];
export type StoreStatus = 'ACTIVE' | 'INACTIVE';

/** An account of a brand, with a team and API keys. The graph calls it `Store`; `store/` is the folder of SQL. */
export interface StoreAccount {
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

/** Number of tokens that a store on the trial plan may mint. */
export const trialMintQuota = 25;

/** Maximum number of stores in which one user is a member. */
export const maxStoresPerUser = 20;

/** Allowed length of a store's name. */
export const storeNameLength = { min: 2, max: 80 } as const;

/** A host name in lower case, such as `shop.example.com`. Throws BAD_USER_INPUT at `field`. */
export function readDomain(text: string, field = 'domain'): string {
  const domain = text.trim().toLowerCase();
  const labels = domain.split('.');
  const isHostName = labels.length > 1 && labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (!isHostName || domain.length > 253 || /^\d+$/.test(labels.at(-1) ?? '')) {
    throw badUserInput('The domain must be a host name, such as shop.example.com.', field);
  }
  return domain;
}

export interface BrandInput {
  logoUrl?: string | null | undefined;
  color?: string | null | undefined;
  tagline?: string | null | undefined;
}

function readColor(text: string, field: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(text)) throw badUserInput('The colour must be hexadecimal RGB, such as #0f766e.', field);
  return text.toLowerCase();
}

/** Reads logo, colour and tagline; omitted ones become null. Throws BAD_USER_INPUT at `<field>.…`. */
export const readBrand = (input: BrandInput, field = 'brand'): Pick<StoreAccount, 'logoUrl' | 'color' | 'tagline'> => ({
  logoUrl: input.logoUrl == null ? null : readUrl(input.logoUrl, `${field}.logoUrl`),
  color: input.color == null ? null : readColor(input.color, `${field}.color`),
  tagline: readOptional(readLine, input.tagline, `${field}.tagline`, { max: 140 }),
});
