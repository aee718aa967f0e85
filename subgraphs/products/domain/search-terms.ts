/** Characters of scripts that put no spaces between words. The database splits them into single letters. */
const unspaced =
  /[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9F]/u;

/** A word of letters and digits. Anything else in it may be a separator, such as `/`, `.`, `-` or an emoji. */
const plainWord = /^[\p{L}\p{N}\p{M}]+$/u;

/** A quoted phrase or a word, with the hyphen that excludes it. */
const term = /(-?)(?:"([^"]*)"?|([^\s"]+))/gu;

/**
 * The search for Postgres, which knows words, `"phrases"`, `or` and `-`. A word with a separator in it becomes a phrase:
 * `usb-c` finds "USB C" and "usb-c", `ランプ` finds it inside longer words.
 */
export const toWebSearch = (search: string): string =>
  Array.from(search.matchAll(term), ([, excludes = '', phrase, word = '']) => {
    if (phrase === undefined && plainWord.test(word) && !unspaced.test(word)) return `${excludes}${word}`;
    return `${excludes}"${(phrase ?? word).replaceAll('-', ' ')}"`;
  }).join(' ');
