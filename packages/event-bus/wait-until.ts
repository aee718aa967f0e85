/** Calls `seen` repeatedly until it returns true. Rejects with `what` after `timeoutMs`. */
export async function waitUntil(
  what: string,
  seen: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await seen())) {
    if (Date.now() > deadline) throw new Error(`Not seen within ${timeoutMs} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
