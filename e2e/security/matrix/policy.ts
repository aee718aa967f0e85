import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Viewer, viewers } from './viewers.ts';

export type Cells = Readonly<Record<Viewer, string>>;

const page = join(import.meta.dirname, '../../../docs/who-may-do-what.md');

/** The table under a heading of the documentation, by the name in its first column. */
export function readPolicy(heading: string): Map<string, Cells> {
  const [, section = ''] = readFileSync(page, 'utf8').split(`\n## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.map((line) => {
      const [name = '', ...cells] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      const cellOf = (column: number) => (cells[column] ?? '').replaceAll('`', '');
      return [
        name.replaceAll('`', ''),
        Object.fromEntries(viewers.map((viewer, column) => [viewer, cellOf(column)])) as Cells,
      ];
    }),
  );
}

/** A table as the documentation has it. */
export const writePolicy = (rows: ReadonlyMap<string, Cells>): string =>
  [...rows]
    .map(([name, cells]) => `| \`${name}\` | ${viewers.map((viewer) => cells[viewer]).join(' | ')} |`)
    .join('\n');

/** What differs between two tables, as sentences. */
export function differences(policy: ReadonlyMap<string, Cells>, seen: ReadonlyMap<string, Cells>): string[] {
  const unknown = [...policy.keys()].filter((name) => !seen.has(name)).map((name) => `${name}: is not in the schema`);
  const wrong = [...seen].flatMap(([name, cells]) => {
    const expected = policy.get(name);
    if (!expected) return [`${name}: is missing in docs/who-may-do-what.md`];
    return viewers.flatMap((viewer) =>
      cells[viewer] === expected[viewer] ? [] : [`${name}: ${viewer} gets ${cells[viewer]}, not ${expected[viewer]}`],
    );
  });
  return [...unknown, ...wrong];
}
