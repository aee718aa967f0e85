import type { ChosenEventType } from './event-types.ts';

export type DisabledReason = 'TEAM' | 'FAILING' | 'GONE';

/** An address of a store to which events are posted. */
export interface WebhookEndpoint {
  id: string;
  storeId: string;
  url: string;
  description: string | null;
  eventTypes: readonly ChosenEventType[];
  status: 'ACTIVE' | 'DISABLED';
  disabledReason: DisabledReason | null;
  disabledAt: Date | null;
  /** Time of the first failure since the last success. */
  failingSince: Date | null;
  /** End of the time in which the secret before the last rotation signs as well. */
  previousSecretUntil: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Maximum number of endpoints of one store. */
export const maxEndpoints = 10;

/** Purpose under which secrets are sealed. */
export const secretSeal = 'webhook-secret';

/** Default time for which the previous secret signs as well, in hours. */
export const rotationHours = 24;

/** Longest time for which the previous secret signs as well, in hours. */
export const maxRotationHours = 168;
