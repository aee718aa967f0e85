/** A map that is also a list in the order of first insertion, readable from either end without copying. */
export interface OrderedMap<T> {
  readonly size: number;
  get(id: string): T | undefined;
  /** A known id keeps its place. */
  set(id: string, value: T): void;
  delete(id: string): void;
  oldestFirst(): Generator<T>;
  /** Starts behind `after`, where it is known. */
  newestFirst(after?: string): Generator<T>;
}

interface Entry<T> {
  value: T;
  place: number;
}

/** Number of holes at the front after which the list is compacted. */
const longestRun = 4096;

export function createOrderedMap<T>(): OrderedMap<T> {
  const entries = new Map<string, Entry<T>>();
  let order: string[] = [];
  /** The place of `order[0]`. */
  let base = 0;
  let holes = 0;

  const dropHoles = (): void => {
    while (holes < order.length && !entries.has(order[holes]!)) holes += 1;
    if (holes < longestRun) return;
    order = order.slice(holes);
    base += holes;
    holes = 0;
  };

  return {
    get size() {
      return entries.size;
    },
    get: (id) => entries.get(id)?.value,
    set(id, value) {
      const known = entries.get(id);
      if (known) {
        known.value = value;
        return;
      }
      entries.set(id, { value, place: base + order.length });
      order.push(id);
    },
    delete(id) {
      if (entries.delete(id)) dropHoles();
    },
    *oldestFirst() {
      for (const { value } of entries.values()) yield value;
    },
    *newestFirst(after) {
      const known = after === undefined ? undefined : entries.get(after);
      const from = known ? known.place - base : order.length;
      for (let index = from - 1; index >= holes; index -= 1) {
        const entry = entries.get(order[index]!);
        if (entry && entry.place === base + index) yield entry.value;
      }
    },
  };
}
