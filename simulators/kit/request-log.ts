/** One call, as the admin page and API list it. */
export interface LoggedRequest {
  id: string;
  at: string;
  call: string;
  status: number | 'disconnected';
  idempotencyKey: string | null;
  /** Answered with a saved answer. */
  replayed: boolean;
  /** The id of the fault rule that hit it. */
  fault: string | null;
  tookMs: number;
}

export interface RequestLog {
  add(request: LoggedRequest): void;
  /** Newest first. */
  list(): LoggedRequest[];
  /** Number of calls since the start. */
  count(): number;
}

/** The most recent calls. */
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
