/**
 * Does `work` for several callers at once: items that arrive in one turn of the event loop, or while `work` runs, are
 * handled together by the next call. A caller's promise settles with the call that handled its items.
 */
export function gather<Item>(
  work: (items: readonly Item[]) => Promise<void>,
): (items: readonly Item[]) => Promise<void> {
  let next: Item[] = [];
  let coming: Promise<void> | null = null;
  let atWork: Promise<unknown> = Promise.resolve();

  const begin = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
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
