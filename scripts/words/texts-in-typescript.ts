/** A string or comment of a source file, as long as it is there: what is not text in it is blank. */
export interface SourceText {
  kind: 'string' | 'comment';
  text: string;
  offset: number;
}

/** A slash after one of these begins a regular expression; after anything else it divides. */
const beforeRegExp = /(^|[(,=:[!&|?{};+\-*%~^<>]|\b(return|typeof|case|in|of|await|yield|new|delete|void))\s*$/;

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

function endOfRegExp(source: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < source.length && source[at] !== '\n'; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '[') inClass = true;
    else if (source[at] === ']') inClass = false;
    else if (source[at] === '/' && !inClass) return at + 1;
  }
  return start + 1;
}

function endOfQuoted(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === source[start]) return at + 1;
  }
  return source.length;
}

class Scanner {
  readonly texts: SourceText[] = [];
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  #add(kind: SourceText['kind'], text: string, offset: number): void {
    this.texts.push({ kind, text, offset });
  }

  #skipTo(end: number, kind?: SourceText['kind']): void {
    if (kind) this.#add(kind, this.#source.slice(this.#at, end), this.#at);
    this.#at = end;
  }

  #endOf(closing: string): number {
    const found = this.#source.indexOf(closing, this.#at + 2);
    return found < 0 ? this.#source.length : found + (closing === '\n' ? 0 : closing.length);
  }

  /** A template: its expressions are blank in the text, and scanned as code. */
  #template(): void {
    const start = this.#at;
    let text = '`';
    this.#at += 1;
    while (this.#at < this.#source.length) {
      const character = this.#source[this.#at]!;
      if (character === '\\') {
        text += this.#source.slice(this.#at, this.#at + 2);
        this.#at += 2;
      } else if (this.#source.startsWith('${', this.#at)) {
        const from = this.#at;
        this.#at += 2;
        this.code('}');
        text += blank(this.#source.slice(from, this.#at));
      } else {
        text += character;
        this.#at += 1;
        if (character === '`') break;
      }
    }
    this.#add('string', text, start);
  }

  /** Code up to the end of the file, or to the brace that closes a template's expression. */
  code(closing?: '}'): void {
    let open = 0;
    while (this.#at < this.#source.length) {
      const character = this.#source[this.#at]!;
      if (this.#source.startsWith('//', this.#at)) this.#skipTo(this.#endOf('\n'), 'comment');
      else if (this.#source.startsWith('/*', this.#at)) this.#skipTo(this.#endOf('*/'), 'comment');
      else if (character === "'" || character === '"') this.#skipTo(endOfQuoted(this.#source, this.#at), 'string');
      else if (character === '`') this.#template();
      else if (character === '/' && beforeRegExp.test(this.#source.slice(Math.max(0, this.#at - 40), this.#at)))
        this.#skipTo(endOfRegExp(this.#source, this.#at));
      else {
        if (character === '{') open += 1;
        this.#at += 1;
        if (character === '}' && closing && open === 0) return;
        if (character === '}') open -= 1;
      }
    }
  }
}

/** The strings and comments of a TypeScript or JavaScript file (not of JSX). */
export function textsInTypescript(source: string): SourceText[] {
  const scanner = new Scanner(source);
  scanner.code();
  return scanner.texts;
}
