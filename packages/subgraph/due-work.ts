/** Work that becomes due row by row. */
export interface DueWork<Item> {
  /** Claims items that are due, about `limit`, so that no other process takes them. Few or none when little is due. */
  claim(limit: number): Promise<readonly Item[]>;
  /** Does the work of one item. It handles the faults of the item itself. */
  run(item: Item): Promise<void>;
  /** Number of items at the same time. A low number leaves other subgraphs and providers free for people who wait. */
  atOnce: number;
}

export interface DueWorker {
  /**
   * Does the work that is due. Ends when nothing is left, or when the turn is over: items that are still running then
   * continue, and the next turn fills the free places. Calls during a turn share it.
   */
  runDue(): Promise<void>;
  /** Claims nothing more, and waits for the items that are running. */
  close(): Promise<void>;
}

/** Time between two checks for due work while all that was due is running. */
const recheckMs = 100;

/** Longest turn. */
const turnMs = 10_000;

/**
 * Works on what is due, a bounded number of items at the same time. An item that is done makes room for the next at once,
 * so that a slow one holds up nothing but its own place.
 */
export function createDueWorker<Item>({ claim, run, atOnce }: DueWork<Item>): DueWorker {
  const running = new Set<Promise<void>>();
  const faults: unknown[] = [];
  let closed = false;
  let turn: Promise<void> | null = null;
  let isCalledAgain = false;

  function start(item: Item): void {
    const work: Promise<void> = run(item)
      .catch((error: unknown) => void faults.push(error))
      .finally(() => running.delete(work));
    running.add(work);
  }

  async function waitForRoom(isFull: boolean): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const recheck = new Promise<void>((resolve) => {
      if (!isFull) timer = setTimeout(resolve, recheckMs);
    });
    await Promise.race([...running, recheck]);
    clearTimeout(timer);
  }

  async function takeTurn(): Promise<void> {
    const end = performance.now() + turnMs;
    while (!closed) {
      isCalledAgain = false;
      const room = atOnce - running.size;
      const items = room > 0 ? await claim(room) : [];
      for (const item of items) start(item);
      if (running.size === 0 && !isCalledAgain) break;
      if (performance.now() > end) break;
      if (running.size >= atOnce || items.length < room) await waitForRoom(running.size >= atOnce);
    }
    const [fault] = faults.splice(0);
    if (fault !== undefined) throw fault;
  }

  return {
    runDue() {
      isCalledAgain = true;
      turn ??= takeTurn().finally(() => {
        turn = null;
      });
      return turn;
    },
    async close() {
      closed = true;
      await turn?.catch(() => {});
      await Promise.all(running);
    },
  };
}
