import { createHash } from 'node:crypto';
import { mintsFor } from './mint.ts';

/** A link with which people claim an item of a token each. */
export interface ClaimLink {
  id: string;
  storeId: string;
  tokenId: string;
  code: string;
  quota: number;
  claimed: number;
  isRestricted: boolean;
  salt: string;
  startsAt: Date | null;
  endsAt: Date | null;
  closedAt: Date | null;
  createdAt: Date;
}

/** What a person has claimed with a link. */
export interface Claim {
  id: string;
  linkId: string;
  userId: string | null;
  mintId: string;
  createdAt: Date;
}

/** What the mints of a claim are for, the first one first. No two mints have the same, so that there are never more. */
export const mintsOf = (claimId: string): string[] => mintsFor(`claim:${claimId}`);

export type ClaimLinkStatus = 'UPCOMING' | 'OPEN' | 'USED_UP' | 'ENDED' | 'CLOSED';

/** Email addresses and addresses on the chain of one list. */
export const maxAllowed = 5_000;

export function statusOf(
  { startsAt, endsAt, closedAt, claimed, quota }: Omit<ClaimLink, 'id' | 'storeId' | 'tokenId' | 'code' | 'salt'>,
  now: Date,
): ClaimLinkStatus {
  if (closedAt !== null) return 'CLOSED';
  if (endsAt !== null && endsAt <= now) return 'ENDED';
  if (claimed >= quota) return 'USED_UP';
  return startsAt !== null && startsAt > now ? 'UPCOMING' : 'OPEN';
}

/** How one who may claim stands on the list of a link: nobody can read addresses from it. */
export const digestOf = (salt: string, kind: 'email' | 'address', written: string): string =>
  createHash('sha256').update(`soko.claim.${salt}.${kind}.${written.toLowerCase()}`).digest('base64url');
