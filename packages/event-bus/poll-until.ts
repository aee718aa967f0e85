import { setTimeout as sleep } from 'node:timers/promises';

const firstPauseMs = 5;
const maxPauseMs = 40;

/** Asks repeatedly, with growing pauses, until `isSo` returns true. False after `timeoutMs`. */
export async function pollUntil(isSo: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = firstPauseMs; !(await isSo()); pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
    if (Date.now() + pauseMs > deadline) return false;
    await sleep(pauseMs);
  }
  return true;
}
