import type Stripe from 'stripe';
import type { RawParams } from '../wire/raw-params.ts';
import type { Common, Metadata } from './common-fields.ts';

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';

/** The reason for a declined card. */
export interface Failure {
  type: 'card_error' | 'invalid_request_error';
  code: string;
  declineCode?: string;
  adviceCode?: string;
  message: string;
}

export interface IntentRecord extends Common {
  clientSecret: string;
  status: IntentStatus;
  /** All amounts in minor units. */
  amount: number;
  amountCapturable: number;
  amountReceived: number;
  currency: string;
  captureMethod: 'automatic' | 'automatic_async' | 'manual';
  confirmationMethod: 'automatic' | 'manual';
  /** Null when the caller listed payment method types. */
  automaticMethods: { allowRedirects: 'always' | 'never' } | null;
  /** The caller requested authorisations that can be incremented. */
  incremental: boolean;
  paymentMethod: string | null;
  customer: string | null;
  setupFutureUsage: 'off_session' | 'on_session' | null;
  description: string | null;
  metadata: Metadata;
  receiptEmail: string | null;
  returnUrl: string | null;
  shipping: RawParams | null;
  statementDescriptor: string | null;
  statementDescriptorSuffix: string | null;
  transferGroup: string | null;
  lastFailure: (Failure & { charge: string | null; paymentMethod: string }) | null;
  latestCharge: string | null;
  /** Every attempt, oldest first. */
  charges: readonly string[];
  /** The customer has passed the authentication the card asks for. */
  authenticated: boolean;
  /** The invoice that it pays. Absent for intents of the API. */
  invoice?: string;
  canceledAt: number | null;
  cancellationReason: Stripe.PaymentIntent.CancellationReason | null;
}

/** The card of a payment method. The number itself is never saved. */
export interface CardDetails {
  brand: string;
  last4: string;
  country: string;
  funding: 'credit' | 'debit' | 'prepaid';
  fingerprint: string;
  expMonth: number;
  expYear: number;
  /** Name of the test card, which determines the result of a charge. */
  behaviour: string;
}

export interface PaymentMethodRecord extends Common {
  card: CardDetails;
  customer: string | null;
  billingDetails: { email: string | null; name: string | null; phone: string | null; address: RawParams | null };
  metadata: Metadata;
  /** Used by a payment while it had no customer: Stripe does not accept it a second time. */
  used: boolean;
  /** A payment with authentication has prepared it for payments without the customer. */
  setUp?: boolean;
}

export interface ChargeRecord extends Common {
  status: 'succeeded' | 'failed';
  amount: number;
  amountCaptured: number;
  amountRefunded: number;
  captured: boolean;
  currency: string;
  intent: string;
  customer: string | null;
  description: string | null;
  metadata: Metadata;
  receiptEmail: string | null;
  statementDescriptorSuffix: string | null;
  shipping: RawParams | null;
  transferGroup: string | null;
  paymentMethod: string;
  card: CardDetails;
  billingDetails: PaymentMethodRecord['billingDetails'];
  failure: Failure | null;
  threeDSecure: boolean;
  incremental: boolean;
  /** When an authorisation ends, in Unix seconds. */
  captureBefore: number | null;
  balanceTransaction: string | null;
  /** Time at which its money becomes available, in Unix seconds. */
  availableOn: number | null;
  /** Sum of the transfers with this charge as their source. */
  transferred: number;
  refunds: readonly string[];
  dispute: string | null;
}

export type RefundStatus = 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';

export interface RefundRecord extends Common {
  status: RefundStatus;
  amount: number;
  currency: string;
  charge: string;
  intent: string;
  reason: 'duplicate' | 'fraudulent' | 'requested_by_customer' | null;
  metadata: Metadata;
  balanceTransaction: string | null;
  failureBalanceTransaction: string | null;
  failureReason: string | null;
}

export interface CustomerRecord extends Common {
  email: string | null;
  name: string | null;
  phone: string | null;
  description: string | null;
  metadata: Metadata;
  defaultPaymentMethod: string | null;
}

/** A file that was uploaded. Its content is not kept. */
export interface FileRecord extends Common {
  purpose: string;
  filename: string;
  /** By its first bytes: `jpg`, `pdf` or `png`. Empty for another type. */
  type: string;
  size: number;
}

export interface DisputeRecord extends Common {
  status: 'warning_needs_response' | 'needs_response' | 'under_review' | 'won' | 'lost';
  amount: number;
  currency: string;
  charge: string;
  intent: string;
  reason: string;
  dueBy: number;
  evidence: Record<string, string>;
  submissions: number;
  balanceTransactions: readonly string[];
  metadata: Metadata;
}
