import type { Draft, Kinds, Records } from './records.ts';

/** Greatest number of records to remove per call, so that no call takes long. */
const atOnce = 8;

/**
 * Limits a kind of record: `draft` removes the oldest beyond `most` and those for which `isOld` is true. Stops at the first
 * record for which `isNeeded` is true.
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
