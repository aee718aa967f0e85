import type { Checkout, CheckoutStatus, PaymentAction, PaymentMethodKind, Saga, SagaStep } from '../domain/purchase.ts';
import type { TaxEvidence } from '../domain/tax.ts';
import { readFailure, type StoredFailure } from './stored-failure.ts';

export const checkoutColumns = `c.id, c.number, c.owner, c.input_hash, c.cart_id, c.buyer_id, c.token_hash, c.status, c.payment_method,
  c.actions, c.refusal, c.currency, c.total_minor, c.created_at, c.tax_evidence`;

/**
 * SQL: the checkout `c` is not paid yet. A pending one may still need its buyer. The words are those of the partial index
 * `checkout_unpaid_idx`.
 */
export const isUnpaid = `c.status IN ('PENDING', 'REQUIRES_ACTION')`;

/** A row of `checkoutColumns`, as pg reads it. */
export interface CheckoutRow {
  id: string;
  number: string;
  owner: string;
  input_hash: string;
  cart_id: string;
  buyer_id: string | null;
  token_hash: string | null;
  status: CheckoutStatus;
  payment_method: PaymentMethodKind;
  actions: PaymentAction[];
  refusal: StoredFailure | null;
  currency: string;
  total_minor: string;
  created_at: Date;
  tax_evidence: TaxEvidence | null;
}

export const toCheckout = (row: CheckoutRow): Checkout => ({
  id: row.id,
  number: row.number,
  owner: row.owner,
  inputHash: row.input_hash,
  cartId: row.cart_id,
  buyerId: row.buyer_id,
  tokenHash: row.token_hash,
  status: row.status,
  paymentMethod: row.payment_method,
  actions: row.actions,
  failure: row.refusal && readFailure(row.refusal),
  currency: row.currency,
  totalMinor: BigInt(row.total_minor),
  createdAt: row.created_at,
  taxEvidence: row.tax_evidence,
});

export const sagaColumns = `s.step, s.next_at, s.deadline_at, s.attempts, s.reserved_again, s.sealed_payment, s.correlation_id, s.last_error,
  s.version AS saga_version`;

/** A row of `sagaColumns`, as pg reads it. */
export interface SagaRow {
  step: SagaStep;
  next_at: Date | null;
  deadline_at: Date;
  attempts: number;
  reserved_again: boolean;
  sealed_payment: string | null;
  correlation_id: string;
  last_error: string | null;
  saga_version: number;
}

export const toSaga = (row: SagaRow): Saga => ({
  step: row.step,
  nextAt: row.next_at,
  deadlineAt: row.deadline_at,
  attempts: row.attempts,
  reservedAgain: row.reserved_again,
  sealedPayment: row.sealed_payment,
  correlationId: row.correlation_id,
  lastError: row.last_error,
  version: row.saga_version,
});
