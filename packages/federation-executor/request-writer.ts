/** Texts of queries that are kept as JSON, for each writer. */
const maxTexts = 1_000;

/** Writes a request to a subgraph as JSON: `query`, and what else it has. */
export type WriteRequest = (query: string, rest: object) => string;

/** A writer of requests. Most of a request is the text of its query, which is escaped once. */
export function createRequestWriter(): WriteRequest {
  const known = new Map<string, string>();

  const escaped = (query: string): string => {
    const same = known.get(query);
    if (same !== undefined) return same;
    if (known.size >= maxTexts) known.delete(known.keys().next().value!);
    const text = JSON.stringify(query);
    known.set(query, text);
    return text;
  };

  return (query, rest) => {
    const others = JSON.stringify(rest);
    return `{"query":${escaped(query)}${others === '{}' ? '}' : `,${others.slice(1)}`}`;
  };
}
