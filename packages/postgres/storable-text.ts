/** What Postgres cannot store: NUL, and halves of surrogate pairs, which JSON can carry and a cut can make. */
const unstorable = /[\0\p{Cs}]/gu;

/** A text from elsewhere in a form that Postgres stores as text and in JSON: at most `maxLength` UTF-16 units. */
export const storableText = (text: string, maxLength = Infinity): string =>
  text.slice(0, maxLength).replaceAll(unstorable, '\u{FFFD}');

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;

/** A value with all its texts in a form that Postgres can store, within lists and plain objects as well. */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return storableText(value) as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, storable(member)])) as T;
}
