import { phrases } from './phrases.ts';
import { lineAt, type Problem } from './problem.ts';
import { textsInTypescript, type SourceText } from './texts-in-typescript.ts';

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Code in backticks, addresses and the targets of links are not prose. */
const withoutCode = (text: string): string =>
  text
    .replaceAll(/`[^`\n]*`/g, blank)
    .replaceAll(/\]\([^)]*\)/g, blank)
    .replaceAll(/https?:\/\/\S+/g, blank);

/** The sentence or line of the text around a match, for the report. */
function excerptOf(text: string, index: number): string {
  const before = text.slice(0, index).search(/[^\n]*$/);
  const line = text.slice(before).split('\n', 1)[0]!.trim();
  const at = index - before;
  return line.length <= 110 ? line : `…${line.slice(Math.max(0, at - 50), at + 55)}…`;
}

/** The banned phrases of a text that stands in `source` from `offset` on. A line break counts as a space. */
export function phrasesIn(text: string, { comments = false } = {}): { index: number; length: number; write: string }[] {
  const prose = text.replaceAll(/\n[ \t]*(?:\*|\/\/|#|>)?/g, blankOfLineBreak);
  return phrases
    .filter(({ alsoInComments }) => alsoInComments || !comments)
    .flatMap(({ pattern, write }) =>
      [...prose.matchAll(new RegExp(pattern.source.replaceAll(' ', ' +'), 'gi'))].map((match) => ({
        index: match.index,
        length: match[0].length,
        write,
      })),
    )
    .filter(({ index, length }, position, all) => isFirstThere({ index, length }, all.slice(0, position)))
    .sort((one, other) => one.index - other.index);
}

const blankOfLineBreak = (text: string): string => ' '.repeat(text.length);

const isFirstThere = (
  found: { index: number; length: number },
  earlier: { index: number; length: number }[],
): boolean => !earlier.some(({ index, length }) => found.index < index + length && index < found.index + found.length);

interface Piece {
  text: string;
  offset: number;
  comments: boolean;
}

function problemsOf(file: string, source: string, pieces: Piece[]): Problem[] {
  return pieces.flatMap(({ text, offset, comments }) =>
    phrasesIn(withoutCode(text), { comments }).map(({ index, length, write }) => ({
      file,
      line: lineAt(source, offset + index),
      text: excerptOf(text, index),
      write: `instead of "${text
        .slice(index, index + length)
        .replaceAll(/\s+/g, ' ')
        .trim()}": ${write}`,
    })),
  );
}

/** Markdown: all of it but code. */
export function phrasesInMarkdown(file: string, source: string): Problem[] {
  const prose = source
    .replaceAll(/^ *(```|~~~)[\s\S]*?^ *\1/gm, blank)
    .replaceAll(/<!--[\s\S]*?-->/g, blank)
    .replaceAll(/^\|.*$/gm, (row) => row.replaceAll('|', '.'));
  const paragraphs = [...prose.matchAll(/(?:^(?!\s*$).*(?:\n|$))+/gm)];
  return problemsOf(
    file,
    source,
    paragraphs.map((match) => ({ text: match[0], offset: match.index, comments: false })),
  );
}

/** Any other text, such as HTML, JSX or a `.env` file. With `comments`, only the phrases that comments avoid. */
export const phrasesInText = (file: string, source: string, comments: boolean): Problem[] =>
  problemsOf(
    file,
    source,
    [...source.matchAll(/^.+$/gm)].map((match) => ({ text: match[0], offset: match.index, comments })),
  );

const isSql = (text: string): boolean =>
  /\b(SELECT|JOIN|INSERT INTO|UPDATE \w+ SET|DELETE FROM|WHERE|CREATE (TABLE|INDEX|TYPE)|ALTER TABLE|ON CONFLICT)\b/.test(
    text,
  );

const hasWords = (text: string): boolean => /[A-Za-z][.,;:]?[ \n]+[A-Za-z]/.test(text);

/** A string is read by people when it is more than a name and not SQL. The strings of specs are titles, checked as comments. */
function piecesOf(file: string, texts: SourceText[]): Piece[] {
  // The demo's texts are those of shops, which may be playful.
  const isDemo = file.startsWith('demo/');
  const isSpec = /\.spec\.ts$|\/(test|audits)\/|^e2e\//.test(file);
  return texts
    .filter(({ kind, text }) => kind === 'comment' || (!isDemo && hasWords(text) && !isSql(text)))
    .map(({ kind, text, offset }) => ({
      text: kind === 'string' ? ` ${text.slice(1)}` : text,
      offset,
      comments: isSpec || kind === 'comment',
    }))
    .map((piece) => (piece.comments ? piece : { ...piece, text: piece.text.slice(1), offset: piece.offset + 1 }));
}

/** TypeScript and JavaScript: strings with words, and comments. */
export const phrasesInTypescript = (file: string, source: string): Problem[] =>
  problemsOf(file, source, piecesOf(file, textsInTypescript(source)));

/** The comments of GraphQL operations, YAML, shell and `.env` files. */
export const phrasesInHashComments = (file: string, source: string): Problem[] =>
  problemsOf(
    file,
    source,
    [...source.matchAll(/(?:^|\s)#.*$/gm)].map((match) => ({ text: match[0], offset: match.index, comments: false })),
  );

export const phrasesInDescription = (file: string, source: string, text: string, offset: number): Problem[] =>
  problemsOf(file, source, [{ text, offset, comments: false }]);
