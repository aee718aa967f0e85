import { isSealed } from '@soko/seal';

/** NUL and half of a surrogate pair: valid in JSON, refused by Postgres. */
const unstorable = /\0|\p{Surrogate}/gu;

export const storableText = (text: string): string => text.replaceAll(unstorable, '\uFFFD');

const isHidden = (path: readonly string[], paths: ReadonlySet<string>): boolean =>
  paths.has(path.join('.')) || (path.length > 0 && paths.has([...path.slice(0, -1), '*'].join('.')));

function keep(value: unknown, path: readonly string[], personal: ReadonlySet<string>): unknown {
  if (value === null) return null;
  if (isHidden(path, personal)) return '(personal)';
  if (typeof value === 'string') return isSealed(value) ? '(sealed)' : storableText(value);
  if (Array.isArray(value)) return value.map((each) => keep(each, [...path, '*'], personal));
  if (typeof value === 'object') return keepFields(value, path, personal);
  return value;
}

function keepFields(value: object, path: readonly string[], personal: ReadonlySet<string>): object {
  const fields = Object.entries(value).map(([name, field]) => [
    storableText(name),
    /^sealed/i.test(name) && field !== null ? '(sealed)' : keep(field, [...path, name], personal),
  ]);
  return Object.fromEntries(fields) as object;
}

/**
 * The data of an event without secrets and personal data: `"(sealed)"` replaces sealed values, known by their form or
 * their field's name, and `"(personal)"` replaces values at the `personal` paths (`*`: each item of a list or record).
 */
export const recordable = (data: unknown, personal: ReadonlySet<string>): unknown => keep(data ?? null, [], personal);
