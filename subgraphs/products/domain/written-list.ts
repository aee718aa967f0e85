/** The parts of a list that are separated by `separator`. A backslash before a separator, `=` or a backslash makes it ordinary text. */
export function readList(text: string, separator: '|' | '='): string[] {
  const parts = [''];
  for (const [found, escaped] of text.matchAll(/\\([\\|=])|[^]/gu)) {
    // What is escaped stays so in the parts, which may be lists themselves.
    if (found === separator && escaped === undefined) parts.push('');
    else parts[parts.length - 1] += found;
  }
  return parts;
}

/** A part without its backslashes. */
export const readPart = (part: string): string => part.replaceAll(/\\([\\|=])/g, '$1');

/** The text of a part for `readPart`. */
export const writePart = (part: string): string => part.replaceAll(/[\\|=]/g, String.raw`\$&`);
