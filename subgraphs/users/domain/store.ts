import { badUserInput } from '@soko/errors';
import { readOptionalLine } from './line.ts';

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

/** At most this many stores a person, and members and keys a store. */
export const storeLimits = { storesAPerson: 20, members: 200, apiKeys: 50 } as const;

/** A host name in lower case, such as `shop.example.com`. Throws BAD_USER_INPUT at `field`. */
export function readDomain(text: string, field = 'domain'): string {
  const domain = text.trim().toLowerCase();
  const labels = domain.split('.');
  const sound = labels.length > 1 && labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (!sound || domain.length > 253 || /^\d+$/.test(labels.at(-1) ?? '')) {
    throw badUserInput('Expected a host name such as shop.example.com.', field);
  }
  return domain;
}

export interface BrandInput {
  logoUrl?: string | null | undefined;
  color?: string | null | undefined;
  tagline?: string | null | undefined;
}

function readLogoUrl(text: string, field: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || url.protocol !== 'https:' || url.username !== '' || text.length > 2_000) {
    throw badUserInput('Expected an address that begins with https://.', field);
  }
  return url.href;
}

function readColor(text: string, field: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(text)) throw badUserInput('Expected a colour such as #0f766e.', field);
  return text.toLowerCase();
}

/** How a store looks, checked. Throws BAD_USER_INPUT at `<field>.…`. */
export const readBrand = (input: BrandInput, field = 'brand'): Pick<Store, 'logoUrl' | 'color' | 'tagline'> => ({
  logoUrl: input.logoUrl == null ? null : readLogoUrl(input.logoUrl, `${field}.logoUrl`),
  color: input.color == null ? null : readColor(input.color, `${field}.color`),
  tagline: readOptionalLine(input.tagline, `${field}.tagline`, { max: 140 }),
});
