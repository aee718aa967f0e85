/** A cache of the newest `max` values, each with its own time to live. */
export interface Recent<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value, keepMs: number): void;
  /** Forgets the values that `concerns` returns true for. */
  forget(concerns: (value: Value) => boolean): void;
}

export function createRecent<Value>(max: number, now: () => number = Date.now): Recent<Value> {
  const entries = new Map<string, { value: Value; until: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined || entry.until > now()) return entry?.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value, keepMs) {
      const oldest = entries.keys().next();
      if (entries.size >= max && !oldest.done) entries.delete(oldest.value);
      entries.set(key, { value, until: now() + keepMs });
    },
    forget(concerns) {
      for (const [key, { value }] of entries) if (concerns(value)) entries.delete(key);
    },
  };
}
