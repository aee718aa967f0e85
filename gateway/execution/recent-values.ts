/** A store that Apollo's packages ask for what they keep of operations. */
export interface RecentValues<Value> {
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<boolean>;
  clear(): void;
}

/** Values that are kept of one kind, and their greatest length together, as JSON. */
const maxValues = 5_000;
const maxLength = 30 * 1024 * 1024;

/**
 * Keeps the values that were used last. A small operation needs many times as much memory as its JSON is long, so that
 * the length alone, by which Apollo's own stores count, would let a client fill the memory with small ones.
 */
export function createRecentValues<Value>(limits = { values: maxValues, length: maxLength }): RecentValues<Value> {
  const kept = new Map<string, { value: Value; length: number }>();
  let length = 0;
  const remove = (key: string): boolean => {
    length -= kept.get(key)?.length ?? 0;
    return kept.delete(key);
  };
  return {
    async get(key) {
      const found = kept.get(key);
      if (!found) return undefined;
      // The first of the map is the one that was used longest ago.
      kept.delete(key);
      kept.set(key, found);
      return found.value;
    },
    async set(key, value) {
      remove(key);
      const own = JSON.stringify(value).length;
      kept.set(key, { value, length: own });
      length += own;
      for (const oldest of kept.keys()) {
        if (kept.size <= limits.values && length <= limits.length) return;
        remove(oldest);
      }
    },
    delete: async (key) => remove(key),
    clear() {
      kept.clear();
      length = 0;
    },
  };
}
