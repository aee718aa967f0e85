/** One webhook for one address. */
export interface Delivery {
  id: string;
  /** Type of the event, such as `charge.captured`. */
  type: string;
  /** Id of the event. */
  eventId: string;
  endpointId: string;
  /** Attempts made so far. */
  attempts: number;
  /** When the next attempt is due, in Unix milliseconds of the simulator's clock. */
  dueAt: number;
}

export type DeliveryEnd = 'delivered' | 'dropped' | 'gave up';

/** One attempt, or the loss of one, as the admin page and API list it. */
export interface LoggedAttempt {
  at: string;
  deliveryId: string;
  eventId: string;
  type: string;
  url: string;
  attempt: number;
  outcome: 'accepted' | 'repeated' | 'refused' | 'unreachable' | 'dropped';
  /** The receiver's status code. */
  status: number | null;
}
