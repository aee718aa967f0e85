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

/** Failures that the destination itself caused: it does not exist, is closed or frozen, or belongs to somebody else. */
const faultsOfMethod: ReadonlySet<string> = new Set([
  // M-Pesa.
  'account_inactive',
  'not_registered',
  'number_unknown',
  // Payouts of Stripe: https://docs.stripe.com/api/payouts/failures
  'account_closed',
  'account_frozen',
  'bank_account_restricted',
  'bank_account_unusable',
  'bank_ownership_changed',
  'debit_not_authorized',
  'incorrect_account_holder_address',
  'incorrect_account_holder_details',
  'incorrect_account_holder_name',
  'incorrect_account_holder_tax_id',
  'incorrect_account_type',
  'invalid_account_number',
  'invalid_account_number_length',
  'invalid_currency',
  'no_account',
  // Connected accounts that do not exist, or that may not receive.
  'account_invalid',
  'insufficient_capabilities_for_transfer',
  'payouts_not_allowed',
  'resource_missing',
  // Banks.
  'returned',
  'returned_by_bank',
]);

/**
 * Whether no other payout goes to the destination of one that failed, until the seller changes it. A failure that is not known is
 * more likely to be one of Soko or of the provider, such as a float that is empty.
 */
export const isFaultOfMethod = (failureCode: string): boolean => faultsOfMethod.has(failureCode);

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
