const expired = Symbol('expired');

/**
 * Waits for an effect: calls `look` until it returns something other than null, undefined or false, and returns that.
 * Fails with `what` after `timeoutMs`, also when `look` itself never settles. A look that is much work for processes that are
 * to do something else meanwhile has a longer pause.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 90_000,
  pauseMs = 15,
): Promise<T> {
  const startedAt = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<typeof expired>((resolve) => {
    timer = setTimeout(() => resolve(expired), timeoutMs);
  });
  try {
    for (;;) {
      const seen = await Promise.race([look(), expiry]);
      if (seen === expired || Date.now() - startedAt > timeoutMs) {
        throw new Error(`Not seen within ${timeoutMs} ms: ${what}.`);
      }
      if (seen !== null && seen !== undefined && seen !== false) return seen;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * As `until`, while `advance` moves the clock of the code under test: thirty times as fast as the machine's clock, also
 * where a look takes long on a busy machine. No step is longer than a second, so that no lease ends while its call is under
 * way.
 */
export function untilFast<T>(
  what: string,
  advance: (ms: number) => void,
  look: () => Promise<T | null | undefined | false>,
): Promise<T> {
  let lookedAt = performance.now();
  return until(what, () => {
    const elapsedMs = performance.now() - lookedAt;
    lookedAt += elapsedMs;
    advance(Math.min(1_000, Math.max(200, Math.round(elapsedMs * 30))));
    return look();
  });
}
