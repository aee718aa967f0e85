/** A value of an outlet, and whether some were dropped just before it. */
export interface Read<Value> {
  value: Value;
  hasGap: boolean;
}

/**
 * The queue of one subscriber: `push` adds a value, the async generator reads it. When it is full, a value takes the place
 * of an older one about the same thing, or else the oldest are dropped.
 */
export interface Outlet<Value> {
  push(value: Value): void;
  /** The next value that is pushed follows a gap. */
  skip(): void;
  /** Ends the generator after the queued values are read. */
  end(): void;
  readonly values: AsyncGenerator<Read<Value>, void, void>;
}

interface Queued {
  about: string;
  length: number;
}

/** `onClose` is called once, when either side ends the queue. One value always has room, whatever its length. */
export function createOutlet<Value extends Queued>(
  limits: { values: number; length: number },
  onClose: () => void,
): Outlet<Value> {
  let waiting: Read<Value>[] = [];
  let length = 0;
  /** There is a gap behind what waits. */
  let endsWithGap = false;
  let ended = false;
  let wake: (() => void) | null = null;

  const end = (): void => {
    if (ended) return;
    ended = true;
    wake?.();
    onClose();
  };
  const done = { done: true, value: undefined } as const;

  const remove = (index: number): Read<Value> => {
    const [removed] = waiting.splice(index, 1);
    length -= removed!.value.length;
    return removed!;
  };

  const markGap = (index: number): void => {
    const next = waiting[index];
    if (next) next.hasGap = true;
    else endsWithGap = true;
  };

  const makeRoomFor = (value: Value): void => {
    const isFull = (): boolean =>
      waiting.length > 0 && (waiting.length >= limits.values || length + value.length > limits.length);
    if (!isFull()) return;
    const same = waiting.findIndex((each) => each.value.about === value.about);
    if (same >= 0 && remove(same).hasGap) markGap(same);
    while (isFull()) {
      remove(0);
      markGap(0);
    }
  };

  const values: AsyncGenerator<Read<Value>, void, void> = {
    async next() {
      while (waiting.length === 0 && !ended) {
        await new Promise<void>((resolve) => (wake = resolve));
        wake = null;
      }
      return waiting.length > 0 ? { done: false, value: remove(0) } : done;
    },
    async return() {
      waiting = [];
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
      if (ended) return;
      makeRoomFor(value);
      waiting.push({ value, hasGap: endsWithGap });
      endsWithGap = false;
      length += value.length;
      wake?.();
    },
    skip: () => {
      endsWithGap = true;
    },
    end,
    values,
  };
}
