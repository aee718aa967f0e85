const stepMs = 20;

/**
 * Milliseconds in which this process could run. While a busy machine gives it no processor, the clock stands still, so
 * that a promise such as "within a second" is about the program and not about the machine.
 */
export async function awakeMs(work: () => Promise<unknown>): Promise<number> {
  let total = 0;
  let last = performance.now();
  const count = (): void => {
    const now = performance.now();
    total += Math.min(now - last, 2 * stepMs);
    last = now;
  };
  const timer = setInterval(count, stepMs);
  try {
    await work();
    count();
    return total;
  } finally {
    clearInterval(timer);
  }
}
