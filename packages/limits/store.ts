/** Points that an attempt adds to a counter. */
export interface Addition {
  id: string;
  points: number;
  perMs: number;
}

export interface Counter {
  points: number;
  /** Milliseconds until the counter starts again. */
  msLeft: number;
}

/** Counters that end `perMs` after the first point. */
export interface LimitStore {
  /** Adds points to several counters. Returns the new counters in the same order. */
  add(additions: readonly Addition[]): Promise<readonly Counter[]>;
  /** Takes points back. A counter that has ended stays as it is. */
  subtract(additions: readonly Addition[]): Promise<void>;
  /** Deletes a counter. */
  clear(id: string): Promise<void>;
}
