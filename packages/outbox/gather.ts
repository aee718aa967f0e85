import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does `work` for several callers at once: items that arrive in one turn of the event loop, or while `work` runs, are
 * handled together by the next call. With `lingerMs`, the next call waits so long for further ones. A caller's promise
 * settles with the call that handled its items.
 */
export function gather<Item>(
  work: (items: readonly Item[]) => Promise<void>,
  { lingerMs = 0 }: { lingerMs?: number } = {},
): (items: readonly Item[]) => Promise<void> {
  let next: Item[] = [];
  let coming: Promise<void> | null = null;
  let atWork: Promise<unknown> = Promise.resolve();

  const begin = async (): Promise<void> => {
    await (lingerMs > 0 ? sleep(lingerMs) : new Promise((resolve) => setImmediate(resolve)));
    await atWork;
    const items = next;
    [next, coming] = [[], null];
    const working = work(items);
    atWork = working.catch(() => {});
    await working;
  };

  return (items) => {
    next.push(...items);
    return (coming ??= begin());
  };
}
