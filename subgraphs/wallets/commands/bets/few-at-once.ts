import pLimit from 'p-limit';

/** Does `work` for each item, for `most` of them at the same time. Returns the results to come, in the order of the items. */
export function fewAtOnce<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result>[] {
  const limit = pLimit(most);
  return items.map((item) => limit(() => work(item)));
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
