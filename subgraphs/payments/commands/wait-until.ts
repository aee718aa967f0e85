import { withJitter } from '@soko/retry';

const firstPauseMs = 10;
const maxPauseMs = 250;

/** Calls `look` with growing pauses until `isOver` is true for its result. Undefined after `timeoutMs`. */
export async function waitUntil<T>(
  look: () => Promise<T>,
  isOver: (seen: T) => boolean,
  timeoutMs: number,
): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
    const seen = await look();
    if (isOver(seen)) return seen;
    if (Date.now() + pauseMs > deadline) return undefined;
    await new Promise((resolve) => setTimeout(resolve, withJitter(pauseMs)));
  }
}
