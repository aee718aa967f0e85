/**
 * The fields of one CSV record as in https://www.rfc-editor.org/rfc/rfc4180, separated by `delimiter`. A field with a
 * delimiter, a line break or a quote must be quoted; a quote in it is doubled. `open` for a text that ends inside quotes,
 * `broken` for a text that breaks the rules.
 */
export function parseCsvRecord(text: string, delimiter: string): string[] | 'open' | 'broken' {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] !== '"') {
      const next = text.indexOf(delimiter, at);
      const field = next === -1 ? text.slice(at) : text.slice(at, next);
      if (field.includes('"')) return 'broken';
      fields.push(field);
      if (next === -1) return fields;
      at = next + 1;
      continue;
    }
    const end = closingQuote(text, at + 1);
    if (end === -1) return 'open';
    fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
    if (end + 1 === text.length) return fields;
    if (text[end + 1] !== delimiter) return 'broken';
    at = end + 2;
  }
}

/** The index of the closing quote of the field that begins at `at`, or -1. */
function closingQuote(text: string, at: number): number {
  let quote = text.indexOf('"', at);
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}
