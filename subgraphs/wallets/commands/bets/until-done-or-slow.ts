/** Waits until all is done, well or badly, or for `slowMs` milliseconds. */
export async function untilDoneOrSlow(work: readonly Promise<unknown>[], slowMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, slowMs);
  });
  await Promise.race([Promise.allSettled(work), slow]);
  clearTimeout(timer);
}
