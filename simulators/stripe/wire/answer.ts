/** What goes back over the wire. */
export interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
  /** It was saved for the idempotency key by an earlier request. */
  replayed?: boolean;
}

/** The caller gets no answer: its connection is closed. */
export const disconnected = Symbol('disconnected');

export type AnswerOrNone = Answer | typeof disconnected;
