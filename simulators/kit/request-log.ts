/** One call, as the admin page and API list it. */
export interface LoggedRequest {
  id: string;
  at: string;
  call: string;
  status: number | 'disconnected';
  idempotencyKey: string | null;
  /** Answered from what was saved. */
  replayed: boolean;
  /** The id of the fault rule that hit it. */
  fault: string | null;
  tookMs: number;
}

export interface RequestLog {
  add(request: LoggedRequest): void;
  /** Newest first. */
  list(): LoggedRequest[];
  /** How many calls there were since the start. */
  count(): number;
}

/** The last calls, for people who want to know what happened. */
export function createRequestLog(most = 500): RequestLog {
  const requests: LoggedRequest[] = [];
  let count = 0;
  return {
    add(request) {
      count += 1;
      requests.push(request);
      if (requests.length > most) requests.shift();
    },
    list: () => requests.toReversed(),
    count: () => count,
  };
}
