/** The latest texts by their keys, as many as fit. */
export interface RecentTexts {
  get(key: string): string | undefined;
  set(key: string, text: string): void;
}

/** Keeps at most `maxLength` characters, keys included. What was not used for the longest time goes first. */
export function createRecentTexts(maxLength: number): RecentTexts {
  const texts = new Map<string, string>();
  let length = 0;

  const remove = (key: string): void => {
    const text = texts.get(key);
    if (text === undefined) return;
    texts.delete(key);
    length -= key.length + text.length;
  };

  return {
    get(key) {
      const text = texts.get(key);
      if (text === undefined) return undefined;
      texts.delete(key);
      texts.set(key, text);
      return text;
    },
    set(key, text) {
      remove(key);
      texts.set(key, text);
      length += key.length + text.length;
      for (const oldest of texts.keys()) {
        if (length <= maxLength) return;
        remove(oldest);
      }
    },
  };
}
