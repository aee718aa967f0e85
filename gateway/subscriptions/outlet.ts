/** A value of an outlet, and whether some were dropped just before it. */
export interface Read<Value> {
  value: Value;
  hasGap: boolean;
}

interface Queued {
  about: string;
  length: number;
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

const done = { done: true, value: undefined } as const;

/** Thousands of them wait at once, so that their methods belong to the class and the list is made for the first value. */
class Queue<Value extends Queued> implements Outlet<Value>, AsyncGenerator<Read<Value>, void, void> {
  readonly #limits: { values: number; length: number };
  readonly #onClose: () => void;
  #waiting: Read<Value>[] | null = null;
  #length = 0;
  /** There is a gap behind what waits. */
  #endsWithGap = false;
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(limits: { values: number; length: number }, onClose: () => void) {
    this.#limits = limits;
    this.#onClose = onClose;
  }

  get values(): AsyncGenerator<Read<Value>, void, void> {
    return this;
  }

  push(value: Value): void {
    if (this.#ended) return;
    this.#makeRoomFor(value);
    (this.#waiting ??= []).push({ value, hasGap: this.#endsWithGap });
    this.#endsWithGap = false;
    this.#length += value.length;
    this.#wake?.();
  }

  skip(): void {
    this.#endsWithGap = true;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#wake?.();
    this.#onClose();
  }

  async next(): Promise<IteratorResult<Read<Value>, void>> {
    while (this.#count() === 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = null;
    }
    return this.#count() > 0 ? { done: false, value: this.#remove(0) } : done;
  }

  async return(): Promise<IteratorResult<Read<Value>, void>> {
    this.#waiting = null;
    this.end();
    return done;
  }

  async throw(error: unknown): Promise<IteratorResult<Read<Value>, void>> {
    this.end();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
  }

  #count(): number {
    return this.#waiting?.length ?? 0;
  }

  #remove(index: number): Read<Value> {
    const [removed] = this.#waiting!.splice(index, 1);
    this.#length -= removed!.value.length;
    return removed!;
  }

  #markGap(index: number): void {
    const next = this.#waiting?.[index];
    if (next) next.hasGap = true;
    else this.#endsWithGap = true;
  }

  #isFullFor(value: Value): boolean {
    const { values, length } = this.#limits;
    return this.#count() > 0 && (this.#count() >= values || this.#length + value.length > length);
  }

  #makeRoomFor(value: Value): void {
    if (!this.#isFullFor(value)) return;
    const same = this.#waiting!.findIndex((each) => each.value.about === value.about);
    if (same >= 0 && this.#remove(same).hasGap) this.#markGap(same);
    while (this.#isFullFor(value)) {
      this.#remove(0);
      this.#markGap(0);
    }
  }
}

/** `onClose` is called once, when either side ends the queue. One value always has room, whatever its length. */
export const createOutlet = <Value extends Queued>(
  limits: { values: number; length: number },
  onClose: () => void,
): Outlet<Value> => new Queue<Value>(limits, onClose);
