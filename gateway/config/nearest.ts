/** Number of letters that are added, left out or exchanged between two words. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of one.split('').entries()) {
    const next = [line + 1];
    for (const [index, expected] of other.split('').entries())
      next.push(Math.min(row[index + 1]! + 1, next[index]! + 1, row[index]! + (letter === expected ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}

/** The known word that is most like `word`; null when none is. Upper and lower case, dashes and underscores are alike. */
export function nearest(word: string, known: readonly string[]): string | null {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[-_.]/g, '');
  const asked = bare(word.slice(0, 100));
  const rated = known.map((each) => ({ each, far: distance(asked, bare(each)) }));
  const [best] = rated.toSorted((a, b) => a.far - b.far);
  return best && best.far <= Math.max(1, Math.floor(asked.length / 3)) ? best.each : null;
}

/** `; "timeoutMs" is meant?`, or nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const found = nearest(word, known);
  return found === null ? '' : `; is "${found}" meant?`;
}
