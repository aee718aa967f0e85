/** Where a line stands in its producer's feed. */
export type Place = 'next' | 'repeat' | 'gap';

/**
 * `last` is the number of the last line that was handled, or null for a new producer, whose first line may have any number.
 * `unreadable` lines just before it had no number that could be read, and fill as many places.
 */
export function placeOf(seq: number, last: number | null, unreadable: number): Place {
  if (last === null) return 'next';
  if (seq <= last) return 'repeat';
  return seq - last - 1 <= unreadable ? 'next' : 'gap';
}
