const maxTitles = 3;

const ofLine = ({ title, quantity = 1 }: { title: string; quantity?: number }): string =>
  quantity > 1 ? `${quantity} × ${title}` : title;

/** The titles and quantities of a few lines, and how many more lines there are. */
export function titleList(lines: readonly { title: string; quantity?: number }[]): string {
  const shown = lines.slice(0, maxTitles).map(ofLine).join(', ');
  return lines.length > maxTitles ? `${shown} (+ ${lines.length - maxTitles})` : shown;
}
