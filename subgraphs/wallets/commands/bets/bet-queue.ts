/** An item that waits for its turn. */
interface Waiting<Item, Result> {
  item: Item;
  /** Time of its arrival, in milliseconds of `now`. */
  since: number;
  resolve: (result: Result | PromiseLike<Result>) => void;
  reject: (reason: unknown) => void;
}

export interface BatchRules<Item, Result> {
  /** Batches at the same time. */
  lanes: number;
  /** Items of one batch. */
  size: number;
  /** Items of one owner are never in work at the same time. */
  ownerOf: (item: Item) => string;
  /** Items of one batch are of one kind. */
  kindOf: (item: Item) => string;
  /** Does the work for one item that has waited long enough. */
  alone: (item: Item) => Promise<Result>;
  /** Items that wait at most. A further one is refused. */
  most: number;
  /** Milliseconds for which an item waits at most: the client that sent it has given up, and it is refused. */
  waitMs: number;
  /** The error of an item that is refused. */
  refusal: () => Error;
  /** True for an error after which no other item could be done either: those that wait are refused. */
  stopsAll: (error: unknown) => boolean;
  /** A clock in milliseconds that never goes back. */
  now?: () => number;
}

/**
 * Does `work` for several callers at once: an item begins at once while a lane is free; those that arrive meanwhile are the next
 * batch. `work` answers for each item of a batch, in their order; the next batch begins then, also if an answer still is to come.
 * When a whole batch fails, those that wait go alone: they do not wait for further batches that fail. They are refused when no
 * other could be done either.
 */
export function inBatches<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Promise<Result>[]>,
  {
    lanes,
    size,
    ownerOf,
    kindOf,
    alone,
    most,
    waitMs,
    refusal,
    stopsAll,
    now = () => performance.now(),
  }: BatchRules<Item, Result>,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  const busy = new Set<string>();
  let running = 0;
  let isDue = false;

  function take(): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    let kind: string | null = null;
    const oldest = now() - waitMs;
    waiting = waiting.filter((each) => {
      if (each.since < oldest) {
        each.reject(refusal());
        return false;
      }
      if (batch.length === size || busy.has(ownerOf(each.item))) return true;
      kind ??= kindOf(each.item);
      if (kindOf(each.item) !== kind) return true;
      busy.add(ownerOf(each.item));
      batch.push(each);
      return false;
    });
    return batch;
  }

  async function run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    running += 1;
    try {
      const answers = await work(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
      const isStopped = stopsAll(error);
      for (const each of waiting.splice(0)) {
        if (isStopped) each.reject(refusal());
        else each.resolve(alone(each.item));
      }
    }
    running -= 1;
    for (const { item } of batch) busy.delete(ownerOf(item));
    begin();
  }

  function begin(): void {
    while (running < lanes) {
      const batch = take();
      if (batch.length === 0) return;
      void run(batch);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= most) {
        reject(refusal());
        return;
      }
      waiting.push({ item, since: now(), resolve, reject });
      if (isDue) return;
      isDue = true;
      // All that arrived in one turn of the event loop go together.
      setImmediate(() => {
        isDue = false;
        begin();
      });
    });
}
