/** The response to send. */
export interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
  /** True for the saved answer of an earlier request with the idempotency key. */
  replayed?: boolean;
}

/** The connection is closed without a response. */
export const disconnected = Symbol('disconnected');

export type AnswerOrNone = Answer | typeof disconnected;
