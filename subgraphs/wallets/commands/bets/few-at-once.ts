/** Does `work` for each item, for `most` of them at the same time. Returns the results to come, in the order of the items. */
export function fewAtOnce<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result>[] {
  let free = most;
  const waiting: (() => void)[] = [];
  const turn = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const end = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return items.map(async (item) => {
    await turn();
    try {
      return await work(item);
    } finally {
      end();
    }
  });
}

/** Waits until all is done, well or badly, or for `slowMs` milliseconds. */
export async function untilDoneOrSlow(work: readonly Promise<unknown>[], slowMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, slowMs);
  });
  await Promise.race([Promise.allSettled(work), slow]);
  clearTimeout(timer);
}
