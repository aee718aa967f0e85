import type { Payment, PaymentMethodKind, PaymentStatus, ProviderName } from '../domain/payment.ts';
import type { Payment as PaymentModel } from '../generated/prisma/client.ts';

/** A row as `pg` returns it. */
export interface PaymentRow {
  id: string;
  checkout_id: string;
  order_id: string;
  seller_id: string;
  buyer_id: string | null;
  method: PaymentMethodKind;
  provider: ProviderName;
  status: PaymentStatus;
  currency: string;
  amount_minor: string;
  authorized_minor: string;
  captured_minor: string;
  refunded_minor: string;
  charged_back_minor: string;
  refunding_minor: string;
  provider_ref: string | null;
  client_secret: string | null;
  secret_hash: string | null;
  action_url: string | null;
  failure_code: string | null;
  failure_message: string | null;
  end_reason: string | null;
  request_hash: string;
  saved_method_id: string | null;
  generation: number;
  authorized_at: Date | null;
  captured_at: Date | null;
  expires_at: Date | null;
  look_at: Date | null;
  correlation_id: string;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export const toPayment = (row: PaymentRow): Payment => ({
  id: row.id,
  checkoutId: row.checkout_id,
  orderId: row.order_id,
  sellerId: row.seller_id,
  buyerId: row.buyer_id,
  method: row.method,
  provider: row.provider,
  status: row.status,
  currency: row.currency,
  amountMinor: BigInt(row.amount_minor),
  authorizedMinor: BigInt(row.authorized_minor),
  capturedMinor: BigInt(row.captured_minor),
  refundedMinor: BigInt(row.refunded_minor),
  chargedBackMinor: BigInt(row.charged_back_minor),
  refundingMinor: BigInt(row.refunding_minor),
  providerRef: row.provider_ref,
  clientSecret: row.client_secret,
  secretHash: row.secret_hash,
  actionUrl: row.action_url,
  failure: row.failure_code === null ? null : { code: row.failure_code, message: row.failure_message ?? '' },
  endReason: row.end_reason,
  requestHash: row.request_hash,
  savedMethodId: row.saved_method_id,
  generation: row.generation,
  authorizedAt: row.authorized_at,
  capturedAt: row.captured_at,
  expiresAt: row.expires_at,
  lookAt: row.look_at,
  correlationId: row.correlation_id,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** A payment as the Prisma client returns it. */
export const paymentFromModel = ({ failureCode, failureMessage, ...model }: PaymentModel): Payment => ({
  ...model,
  method: model.method as PaymentMethodKind,
  provider: model.provider as ProviderName,
  status: model.status as PaymentStatus,
  failure: failureCode === null ? null : { code: failureCode, message: failureMessage ?? '' },
});

/** A payment for `jsonb_to_recordset`. The keys are columns. */
export const paymentJson = (payment: Payment): Record<keyof PaymentRow, unknown> => ({
  id: payment.id,
  checkout_id: payment.checkoutId,
  order_id: payment.orderId,
  seller_id: payment.sellerId,
  buyer_id: payment.buyerId,
  method: payment.method,
  provider: payment.provider,
  status: payment.status,
  currency: payment.currency,
  amount_minor: payment.amountMinor.toString(),
  authorized_minor: payment.authorizedMinor.toString(),
  captured_minor: payment.capturedMinor.toString(),
  refunded_minor: payment.refundedMinor.toString(),
  charged_back_minor: payment.chargedBackMinor.toString(),
  refunding_minor: payment.refundingMinor.toString(),
  provider_ref: payment.providerRef,
  client_secret: payment.clientSecret,
  secret_hash: payment.secretHash,
  action_url: payment.actionUrl,
  failure_code: payment.failure?.code ?? null,
  failure_message: payment.failure?.message ?? null,
  end_reason: payment.endReason,
  request_hash: payment.requestHash,
  saved_method_id: payment.savedMethodId,
  generation: payment.generation,
  authorized_at: payment.authorizedAt,
  captured_at: payment.capturedAt,
  expires_at: payment.expiresAt,
  look_at: payment.lookAt,
  correlation_id: payment.correlationId,
  version: payment.version,
  created_at: payment.createdAt,
  updated_at: payment.updatedAt,
});

/** The columns of `paymentJson` with their types. */
export const paymentRecord = `(id text, checkout_id text, order_id text, seller_id text, buyer_id text, method text, provider text,
  status text, currency char(3), amount_minor bigint, authorized_minor bigint, captured_minor bigint, refunded_minor bigint,
  charged_back_minor bigint, refunding_minor bigint, provider_ref text, client_secret text, secret_hash text, action_url text, failure_code text, failure_message text,
  end_reason text, request_hash text, saved_method_id text, generation int, authorized_at timestamptz, captured_at timestamptz,
  expires_at timestamptz, look_at timestamptz, correlation_id text, version int,
  created_at timestamptz, updated_at timestamptz)`;

/** The columns by name, in the order of `paymentRecord`. */
export const paymentColumns = `id, checkout_id, order_id, seller_id, buyer_id, method, provider, status, currency, amount_minor,
  authorized_minor, captured_minor, refunded_minor, charged_back_minor, refunding_minor, provider_ref, client_secret, secret_hash, action_url, failure_code,
  failure_message, end_reason, request_hash, saved_method_id, generation, authorized_at, captured_at, expires_at, look_at, correlation_id, version, created_at, updated_at`;
