import type { Draft, Kinds, Records } from './records.ts';

/** How many are removed at most, so that a call never pays for a long list. */
const atOnce = 8;

/**
 * Keeps a kind of record from growing without end: lets `draft` remove the oldest beyond `most`, and those that `isOld`
 * says nobody asks for any more. Stops at one that `isNeeded`.
 */
export function forgetOldest<K extends Kinds, T extends keyof K & string>(
  records: Records<K>,
  draft: Draft<K>,
  kind: T,
  limits: { most: number; isOld?: (record: K[T]) => boolean; isNeeded?: (record: K[T]) => boolean },
): void {
  let surplus = records.count(kind) - limits.most;
  let removed = 0;
  for (const record of records.oldestFirst(kind)) {
    if (removed >= atOnce || (surplus <= 0 && !limits.isOld?.(record)) || limits.isNeeded?.(record)) return;
    draft.remove(kind, record.id);
    surplus -= 1;
    removed += 1;
  }
}
