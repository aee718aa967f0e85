const names = new Map<string, string>();

/** Statements that each connection keeps prepared. */
const maxNames = 300;

/** Adds a name to a statement, so that Postgres plans it once per connection. Texts after the first 300 get no name. */
export function namedStatement(text: string): { text: string; name?: string } {
  const known = names.get(text);
  if (known !== undefined) return { text, name: known };
  if (names.size >= maxNames) return { text };
  const name = `products_${names.size}`;
  names.set(text, name);
  return { text, name };
}
