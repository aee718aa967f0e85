const maxTitles = 3;

/** A few titles, and how many more there are. */
export function titleList(lines: readonly { title: string }[]): string {
  const shown = lines
    .slice(0, maxTitles)
    .map(({ title }) => title)
    .join(', ');
  return lines.length > maxTitles ? `${shown} (+ ${lines.length - maxTitles})` : shown;
}
