const names = new Map<string, string>();

/** At most so many texts are kept planned on every connection. */
const most = 300;

/** A name for a statement's text, so that Postgres plans it once per connection; none for rare texts beyond 300. */
export function namedStatement(text: string): { text: string; name?: string } {
  const known = names.get(text);
  if (known !== undefined) return { text, name: known };
  if (names.size >= most) return { text };
  const name = `products_${names.size}`;
  names.set(text, name);
  return { text, name };
}
