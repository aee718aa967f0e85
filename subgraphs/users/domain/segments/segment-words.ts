/** A word, sign or quoted text of a query. */
export interface Token {
  kind: 'word' | 'quoted' | 'sign' | 'end';
  /** The text itself: without quotes. */
  text: string;
  position: number;
}

/** The query cannot be read. */
export class SegmentError extends Error {
  override readonly name = 'SegmentError';
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

const spaces = /\s*/uy;
const word = /[\p{L}\p{M}\p{N}_.-]+/uy;
const quoted = /"([^"]*)"/uy;
const sign = /[<>!]=|[():<>=]/uy;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The words of a query, and the end. Throws `SegmentError` for a character that no query has. */
export function wordsOf(query: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    position += matchAt(spaces, query, position)![0].length;
    if (position === query.length) return [...tokens, { kind: 'end', text: '', position }];
    const found = (['word', 'quoted', 'sign'] as const)
      .map((kind) => ({ kind, match: matchAt({ word, quoted, sign }[kind], query, position) }))
      .find(({ match }) => match !== null);
    if (found === undefined) {
      const character = String.fromCodePoint(query.codePointAt(position)!);
      const hint = character === '"' ? 'The quotation mark is never closed.' : `"${character}" has no meaning here.`;
      throw new SegmentError(hint, position);
    }
    const [whole, inner] = found.match!;
    tokens.push({ kind: found.kind, text: inner ?? whole, position });
    position += whole.length;
  }
}
