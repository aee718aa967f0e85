export type ProviderCallKind = 'AUTHORIZE' | 'REAUTHORIZE' | 'CAPTURE' | 'VOID' | 'REFUND';

/**
 * What a provider is asked to do, written down before it is asked. Its id is the idempotency key, so that asking again
 * after a crash has no second effect.
 */
export interface ProviderCall {
  id: string;
  paymentId: string;
  kind: ProviderCallKind;
  amountMinor: bigint | null;
  reason: string | null;
  refundId: string | null;
  /** Which authorisation of the payment it is about. */
  generation: number;
  /** What only this call needs, sealed. */
  sealed: string | null;
  status: 'PENDING' | 'DONE' | 'FAILED';
  attempts: number;
  lastError: string | null;
  correlationId: string;
}
