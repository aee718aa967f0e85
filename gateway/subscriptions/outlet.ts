/** The queue of one subscriber: `push` adds a value, the async generator reads it. It holds at most `limit` values. */
export interface Outlet<Value> {
  /** False when the queue is full because the subscriber reads too slowly. */
  push(value: Value): boolean;
  /** Ends the generator after the queued values are read. */
  end(): void;
  readonly values: AsyncGenerator<Value, void, void>;
}

/** `onClose` is called once, when either side ends the queue. */
export function createOutlet<Value>(limit: number, onClose: () => void): Outlet<Value> {
  const waiting: Value[] = [];
  let ended = false;
  let wake: (() => void) | null = null;

  const end = (): void => {
    if (ended) return;
    ended = true;
    wake?.();
    onClose();
  };
  const done = { done: true, value: undefined } as const;

  const values: AsyncGenerator<Value, void, void> = {
    async next() {
      while (waiting.length === 0 && !ended) {
        await new Promise<void>((resolve) => (wake = resolve));
        wake = null;
      }
      return waiting.length > 0 ? { done: false, value: waiting.shift()! } : done;
    },
    async return() {
      waiting.length = 0;
      end();
      return done;
    },
    async throw(error) {
      end();
      throw error;
    },
    [Symbol.asyncIterator]: () => values,
    async [Symbol.asyncDispose]() {
      end();
    },
  };

  return {
    push(value) {
      if (ended) return true;
      if (waiting.length >= limit) return false;
      waiting.push(value);
      wake?.();
      return true;
    },
    end,
    values,
  };
}
