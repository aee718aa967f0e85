/** Raw parameters: texts and nested objects of texts. Lists have indices as keys. */
export type RawParams = { [name: string]: string | RawParams };

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** `a[b][0]` → `['a', 'b', '0']`. */
function pathOf(name: string): string[] {
  const bracket = name.indexOf('[');
  if (bracket === -1) return [name];
  const inner = [...name.slice(bracket).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1]!);
  return [name.slice(0, bracket), ...inner];
}

const emptyNest = (): RawParams => Object.create(null) as RawParams;

function put(into: RawParams, path: readonly string[], value: string): void {
  let nest = into;
  for (const segment of path.slice(0, -1)) {
    const below = nest[segment];
    nest = typeof below === 'object' ? below : (nest[segment] = emptyNest());
  }
  const last = path.at(-1)!;
  // `expand[]=a&expand[]=b` names no index.
  nest[last === '' ? String(Object.keys(nest).length) : last] = value;
}

/** Reads a query string or a form body with nested brackets. Throws `URIError` for broken percent signs. */
export function parseRawParams(text: string): RawParams {
  const params = emptyNest();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    put(params, pathOf(decode(name)), equals === -1 ? '' : decode(pair.slice(equals + 1)));
  }
  return params;
}
