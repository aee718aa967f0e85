/** Characters of texts that are kept, of all together and of one, for each writer: clients choose the literals in them. */
const maxCharacters = 2_000_000;
const maxLength = 50_000;

/** Writes a request to a subgraph as JSON: `query`, and what else it has. */
export type WriteRequest = (query: string, rest: object) => string;

/** A writer of requests. Most of a request is the text of its query, which is escaped once. */
export function createRequestWriter(): WriteRequest {
  const known = new Map<string, string>();
  let characters = 0;

  const escaped = (query: string): string => {
    const same = known.get(query);
    if (same !== undefined) return same;
    const text = JSON.stringify(query);
    if (text.length > maxLength) return text;
    if (characters + text.length > maxCharacters) {
      known.clear();
      characters = 0;
    }
    characters += text.length;
    known.set(query, text);
    return text;
  };

  return (query, rest) => {
    const others = JSON.stringify(rest);
    return `{"query":${escaped(query)}${others === '{}' ? '}' : `,${others.slice(1)}`}`;
  };
}
