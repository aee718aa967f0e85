/**
 * Waits for an effect: calls `look` until it answers something other than null, undefined or false, and answers that.
 * Fails with `what` after `timeoutMs`.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`Not seen within ${timeoutMs} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
