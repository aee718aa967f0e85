/**
 * The fields of one CSV record after RFC 4180: separated by `delimiter`, in quotes where they contain it, a line break or
 * a quote, which is then written twice. `open` when the text ends within quotes, `broken` when it breaks the rules.
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

/** Where the quoted field that begins at `at` ends, or -1. */
function closingQuote(text: string, at: number): number {
  let quote = text.indexOf('"', at);
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}
