/** Work that becomes due row by row. */
export interface DueWork<Item> {
  /** Claims items that are due, about `limit`, so that no other process takes them. Few or none when little is due. */
  claim(limit: number): Promise<readonly Item[]>;
  /** Does the work of one item. It handles the faults of the item itself. */
  run(item: Item): Promise<void>;
  /** Number of items at the same time. A low number leaves other subgraphs and providers free for people who wait. */
  atOnce: number;
  /** Number of places that must be free before more is claimed while items run: one claim takes several. Default 1. */
  refillFrom?: number;
  /** After a claim of fewer items than `limit` nothing else is due: no further claim finds that out. Default false. */
  claimsAll?: boolean;
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
export function createDueWorker<Item>(work: DueWork<Item>): DueWorker {
  const { claim, run, atOnce, refillFrom = 1, claimsAll = false } = work;
  const running = new Set<Promise<void>>();
  const faults: unknown[] = [];
  let closed = false;
  let turn: Promise<void> | null = null;
  let isCalledAgain = false;

  function start(item: Item): void {
    const done: Promise<void> = run(item)
      .catch((error: unknown) => void faults.push(error))
      .finally(() => running.delete(done));
    running.add(done);
  }

  /** True when it is time for the next check. */
  async function waitForRoom(isFull: boolean): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const recheck = new Promise<'recheck'>((resolve) => {
      if (!isFull) timer = setTimeout(resolve, recheckMs, 'recheck');
    });
    const first = await Promise.race([...running, recheck]);
    clearTimeout(timer);
    return first === 'recheck';
  }

  async function takeTurn(): Promise<void> {
    const end = performance.now() + turnMs;
    let isMore = true;
    while (!closed) {
      const room = atOnce - running.size;
      const isRoom = running.size === 0 || room >= refillFrom;
      if (isRoom && room > 0 && (isMore || isCalledAgain)) {
        isCalledAgain = false;
        const items = await claim(room);
        isMore = !claimsAll || items.length >= room;
        for (const item of items) start(item);
      }
      if (running.size === 0 && !isCalledAgain) break;
      if (performance.now() > end) break;
      if (await waitForRoom(running.size >= atOnce)) isMore = true;
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
