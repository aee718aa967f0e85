const expired = Symbol('expired');

/**
 * Waits for an effect: calls `look` until it returns something other than null, undefined or false, and returns that.
 * Fails with `what` after `timeoutMs`, also when `look` itself never settles.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 90_000,
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
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  } finally {
    clearTimeout(timer);
  }
}
