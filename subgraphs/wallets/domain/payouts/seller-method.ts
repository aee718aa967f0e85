import { createHash } from 'node:crypto';
import type { PayoutKind } from './payout.ts';

/** Where a seller is paid, as users knows it now. */
export interface SellerMethod {
  sellerId: string;
  userId: string;
  /** Status of the seller. */
  status: string;
  displayName: string;
  /** Null when there is none, or when the owner was erased. */
  method: { kind: PayoutKind; masked: string; sealed: string } | null;
}

/** Sellers in these statuses are paid: a seller who closed is still owed the money. */
export const isPaidStatus = (status: string): boolean => status === 'ACTIVE' || status === 'CLOSED';

/** Another digest means that the seller has entered a payout method again. It says nothing about the method. */
export const digestOf = (sealed: string): string => createHash('sha256').update(sealed).digest('base64url');
