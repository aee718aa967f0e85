import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Long enough for what begins with the start, such as the first plans and the first turn of each job. */
const afterMs = 10_000;

/**
 * Collects the garbage of the start once, and gives its memory back. V8 does so only when its memory is used up, which an idle
 * Soko does not come to for hours.
 */
export function collectGarbageOfStart(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    setFlagsFromString('--no-expose-gc');
    collect();
  }, afterMs).unref();
}
