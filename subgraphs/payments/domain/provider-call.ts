import { newId } from '@soko/ids';

export type ProviderCallKind = 'AUTHORIZE' | 'REAUTHORIZE' | 'CAPTURE' | 'VOID' | 'REFUND';

/**
 * A request to a provider, saved before it is sent. Its id is the idempotency key at the provider, so a repeat after a
 * crash has no second effect.
 */
export interface ProviderCall {
  id: string;
  paymentId: string;
  kind: ProviderCallKind;
  amountMinor: bigint | null;
  reason: string | null;
  refundId: string | null;
  /** Number of the authorisation that the call concerns. */
  generation: number;
  /** The payment of the same checkout that must be authorised or have ended before this call. Null for most calls. */
  afterPaymentId: string | null;
  /** Encrypted data that only this call needs, such as a card token. */
  sealed: string | null;
  status: 'PENDING' | 'DONE' | 'FAILED';
  attempts: number;
  /** Number of tries whose result the database refused to save. */
  unsavedTries: number;
  lastError: string | null;
  correlationId: string;
}

/** A call that has not been tried yet. */
export const newCall = (
  call: Pick<ProviderCall, 'kind' | 'paymentId' | 'correlationId'> & Partial<ProviderCall>,
): ProviderCall => ({
  id: newId('pcl'),
  amountMinor: null,
  reason: null,
  refundId: null,
  generation: 1,
  afterPaymentId: null,
  sealed: null,
  status: 'PENDING',
  attempts: 0,
  unsavedTries: 0,
  lastError: null,
  ...call,
});
