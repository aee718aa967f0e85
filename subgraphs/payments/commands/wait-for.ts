/** Looks until `isOver` says so, more and more seldom; null when it does not within `timeoutMs`. */
export async function waitFor<T>(
  look: () => Promise<T>,
  isOver: (seen: T) => boolean,
  timeoutMs: number,
): Promise<T | null> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 250)) {
    const seen = await look();
    if (isOver(seen)) return seen;
    if (Date.now() + pauseMs > deadline) return null;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
