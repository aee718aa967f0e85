import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of a table of docs/who-sees-what.md. */
export interface Row<Column extends string> {
  path: string;
  cells: Record<Column, string>;
}

/** The part of the page under a heading of the second level; without one, the part before the first. */
function sectionOf(page: string, heading: string | null): string {
  const [first = '', ...others] = page.split('\n## ');
  const found = heading === null ? first : others.find((section) => section.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`docs/who-sees-what.md has no section "${heading}".`);
  return found;
}

/** The rows of the table in the documentation: one per path. */
export function readTable<Column extends string>(columns: readonly Column[], heading: string | null): Row<Column>[] {
  const page = readFileSync(join(import.meta.dirname, '../../docs/who-sees-what.md'), 'utf8');
  return sectionOf(page, heading)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [paths = '', ...cells] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      const byColumn = Object.fromEntries(columns.map((column, index) => [column, cells[index]]));
      return [...paths.matchAll(/`([^`]+)`/g)].map(([, path]) => ({
        path: path!,
        cells: byColumn as Row<Column>['cells'],
      }));
    });
}

/** The values at a path, through lists. Null and missing ones are left out. */
export function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && path.length > 0) return value.flatMap((each) => valuesAt(each, path));
  const [field, ...rest] = path;
  return field === undefined ? [value] : valuesAt((value as Record<string, unknown>)[field], rest);
}
