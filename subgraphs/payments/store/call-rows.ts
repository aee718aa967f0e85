import type { ProviderCall, ProviderCallKind } from '../domain/provider-call.ts';

export interface CallRow {
  id: string;
  payment_id: string;
  kind: ProviderCallKind;
  amount_minor: string | number | null;
  reason: string | null;
  refund_id: string | null;
  generation: number;
  after_payment_id: string | null;
  sealed: string | null;
  status: ProviderCall['status'];
  attempts: number;
  unsaved_tries: number;
  last_error: string | null;
  correlation_id: string;
}

export const toCall = (row: CallRow): ProviderCall => ({
  id: row.id,
  paymentId: row.payment_id,
  kind: row.kind,
  amountMinor: row.amount_minor === null ? null : BigInt(row.amount_minor),
  reason: row.reason,
  refundId: row.refund_id,
  generation: row.generation,
  afterPaymentId: row.after_payment_id,
  sealed: row.sealed,
  status: row.status,
  attempts: row.attempts,
  unsavedTries: row.unsaved_tries,
  lastError: row.last_error,
  correlationId: row.correlation_id,
});

/** A pending call for `jsonb_to_recordset`. The keys are columns. */
export const callJson = (call: ProviderCall) => ({
  id: call.id,
  payment_id: call.paymentId,
  kind: call.kind,
  amount_minor: call.amountMinor?.toString() ?? null,
  reason: call.reason,
  refund_id: call.refundId,
  generation: call.generation,
  after_payment_id: call.afterPaymentId,
  sealed: call.sealed,
  correlation_id: call.correlationId,
});

/** The columns of `callJson` with their types. */
export const callRecord =
  '(id text, payment_id text, kind text, amount_minor bigint, reason text, refund_id text, generation int, after_payment_id text, sealed text, correlation_id text)';

/** Inserts pending calls from `source`, a set with the columns of `callRecord`. `now` and `until` are placeholders. */
export const callInsert = (source: string, now: string, until: string): string =>
  `INSERT INTO provider_call (id, payment_id, kind, amount_minor, reason, refund_id, generation, after_payment_id, sealed, correlation_id, created_at, claimed_until)
    SELECT id, payment_id, kind, amount_minor, reason, refund_id, generation, after_payment_id, sealed, correlation_id, ${now}::timestamptz, ${until}::timestamptz
    FROM ${source}`;
