import type { RawParams } from '../wire/raw-params.ts';
import type { Common, Metadata } from './common-fields.ts';

export interface AccountRecord extends Common {
  type: 'custom' | 'express' | 'standard' | 'none';
  country: string;
  email: string | null;
  businessType: string | null;
  businessProfile: RawParams | null;
  defaultCurrency: string;
  /** The requested capabilities. They are active once the account is onboarded and not restricted. */
  capabilities: readonly string[];
  detailsSubmitted: boolean;
  /** Set while Stripe restricts the account. */
  disabledReason: string | null;
  /** True while the account is disconnected from the platform, whose key has no access to it then. */
  disconnected?: boolean;
  metadata: Metadata;
}

/** A link to the onboarding page. Its id is its secret. */
export interface AccountLinkRecord extends Common {
  connectedAccount: string;
  returnUrl: string | null;
  refreshUrl: string | null;
  expiresAt: number;
  used: boolean;
}

export interface TransferRecord extends Common {
  amount: number;
  amountReversed: number;
  currency: string;
  destination: string;
  destinationPayment: string;
  sourceTransaction: string | null;
  /** Time at which the money becomes available at its destination, in Unix seconds. */
  availableOn: number;
  transferGroup: string | null;
  description: string | null;
  metadata: Metadata;
  balanceTransaction: string;
  reversals: readonly string[];
}

export interface ReversalRecord extends Common {
  amount: number;
  currency: string;
  transfer: string;
  balanceTransaction: string;
  metadata: Metadata;
}

export type PayoutStatus = 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled';

export interface PayoutRecord extends Common {
  status: PayoutStatus;
  amount: number;
  currency: string;
  arrivalDate: number;
  method: 'standard' | 'instant';
  description: string | null;
  statementDescriptor: string | null;
  metadata: Metadata;
  balanceTransaction: string;
  failureBalanceTransaction: string | null;
  failureCode: string | null;
  failureMessage: string | null;
}

export interface BalanceTransactionRecord extends Common {
  type: string;
  reportingCategory: string;
  amount: number;
  fee: number;
  currency: string;
  source: string;
  description: string | null;
  availableOn: number;
}

/** The balance of an account in a currency. Its id is the account and the currency. */
export interface BalanceRecord {
  id: string;
  available: number;
  /** Pending amounts by the Unix second at which they become available. */
  pending: Readonly<Record<string, number>>;
}
