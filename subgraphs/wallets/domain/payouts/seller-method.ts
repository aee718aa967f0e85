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

const methodChanged = {
  kind: 'not_paid',
  code: 'payout_method_changed',
  message: 'The payout method was changed before the payout began.',
} as const;

const sellerNotActive = {
  kind: 'not_paid',
  code: 'seller_not_active',
  message: 'The seller was suspended before the payout began.',
} as const;

/** Failures after which the same destination may be tried again. */
export const passingFailures: readonly string[] = [methodChanged.code, sellerNotActive.code, 'payee_erased'];

/** Why a payout that was made earlier must not begin: something has changed since. Null when it may. */
export function forbidsBeginning(
  seller: SellerMethod | undefined,
  methodDigest: string,
): typeof methodChanged | typeof sellerNotActive | null {
  if (seller !== undefined && !isPaidStatus(seller.status)) return sellerNotActive;
  const method = seller?.method ?? null;
  return method === null || digestOf(method.sealed) !== methodDigest ? methodChanged : null;
}

/** Another digest means that the seller has entered a payout method again. It says nothing about the method. */
export const digestOf = (sealed: string): string => createHash('sha256').update(sealed).digest('base64url');
