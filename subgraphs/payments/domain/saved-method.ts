import type { PaymentMethodKind, ProviderName } from './payment.ts';

/** PENDING → ACTIVE | FAILED; ACTIVE → REMOVING → REMOVED. PENDING and REMOVING wait for the provider. */
export type SavedMethodStatus = 'PENDING' | 'ACTIVE' | 'FAILED' | 'REMOVING' | 'REMOVED';

/** A payment method that a user saved at a provider. */
export interface SavedMethod {
  id: string;
  userId: string;
  provider: ProviderName;
  method: PaymentMethodKind;
  status: SavedMethodStatus;
  /** Id of the payment method at the provider. Null until it is ACTIVE. */
  providerRef: string | null;
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
  isDefault: boolean;
  makeDefault: boolean;
  idempotencyKey: string;
  requestHash: string;
  /** The encrypted token, kept until the provider has answered. */
  sealed: string | null;
  failure: { code: string; message: string } | null;
  attempts: number;
  createdAt: Date;
}

/** A card as its provider shows it. */
export interface ProviderMethod {
  /** Id of the payment method at the provider. */
  ref: string;
  /** Brand as the provider names it, such as `visa`. */
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
}

/** Maximum number of saved payment methods per user. */
export const maxSavedMethods = 20;

/** Maximum number of attempts to save a card, per user and hour. It stops users who test stolen cards. */
export const maxTriesPerHour = 40;

/** True when a token is the id of a saved payment method. */
export const isSavedMethodId = (token: string | null): token is string => token?.startsWith('pmt_') === true;
