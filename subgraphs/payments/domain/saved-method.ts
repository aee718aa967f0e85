import type { PaymentMethodKind, ProviderName } from './payment.ts';

/** PENDING → ACTIVE | FAILED; ACTIVE → REMOVING → REMOVED. While PENDING or REMOVING the provider is being asked. */
export type SavedMethodStatus = 'PENDING' | 'ACTIVE' | 'FAILED' | 'REMOVING' | 'REMOVED';

/** A payment method that a person saved at a provider. */
export interface SavedMethod {
  id: string;
  userId: string;
  provider: ProviderName;
  method: PaymentMethodKind;
  status: SavedMethodStatus;
  /** What the provider calls it; null until it is ACTIVE. */
  providerRef: string | null;
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
  isDefault: boolean;
  makeDefault: boolean;
  idempotencyKey: string;
  requestHash: string;
  /** The token, until the provider has answered. */
  sealed: string | null;
  failure: { code: string; message: string } | null;
  attempts: number;
  createdAt: Date;
}

/** A person may save so many at once. */
export const mostSavedMethods = 20;

/** A person may try so often an hour: whoever tries cards one after the other is not a shopper. */
export const mostTriesAnHour = 40;

/** What stands for a saved method where a token is asked for. */
export const namesSavedMethod = (token: string | null): token is string => token?.startsWith('pmt_') === true;
