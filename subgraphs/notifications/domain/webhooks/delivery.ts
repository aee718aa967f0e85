/**
 * `SENDING` is a delivery that a process has claimed. `DELIVERED` and `FAILED` ones have ended, and can be queued again by the
 * store's team.
 */
export type DeliveryStatus = 'PENDING' | 'SENDING' | 'DELIVERED' | 'FAILED';

export type DeliveryEndReason = 'TRIES_USED_UP' | 'ENDPOINT_DISABLED';

/** An event for one endpoint. */
export interface WebhookDelivery {
  id: string;
  endpointId: string;
  eventId: string;
  type: string;
  subject: string;
  body: string;
  status: DeliveryStatus;
  endReason: DeliveryEndReason | null;
  /** Attempts in all. */
  claims: number;
  dueAt: Date | null;
  createdAt: Date;
  endedAt: Date | null;
}

/** Why an attempt got no answer. */
export type AttemptError =
  | 'ADDRESS_NOT_ALLOWED'
  | 'CONNECTION_FAILED'
  | 'TLS_FAILED'
  | 'TIMED_OUT'
  | 'INVALID_ANSWER'
  | 'INTERRUPTED'
  | 'INTERNAL_FAULT';

/** A request that posted an event. */
export interface WebhookAttempt {
  deliveryId: string;
  number: number;
  startedAt: Date;
  durationMs: number;
  responseCode: number | null;
  responseHead: string | null;
  error: AttemptError | null;
}

/** Result of a request: the receiver's answer, or the reason why there is none. */
export type PostResult =
  | { responseCode: number; responseHead: string; retryAfter: string | null; error: null }
  | { responseCode: null; responseHead: null; retryAfter: null; error: AttemptError };
