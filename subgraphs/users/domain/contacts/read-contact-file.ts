import { badUserInput } from '@soko/errors';
import { readEmail, readName } from '@soko/input';
import { isMistake, joinTags, maxTags, readTag } from './contact.ts';

/** Maximum number of rows in a file. */
export const maxImportRows = 2_000;

/** Maximum length of a file in characters. */
export const maxImportLength = 300_000;

export interface ContactRow {
  line: number;
  email: string;
  name: string | null;
  tags: string[];
}

export interface RowFault {
  /** Line of the file, from 1. */
  line: number;
  message: string;
}

/** The rows of a file that can be read, and the faults of the others. */
export interface ContactFile {
  rows: ContactRow[];
  faults: RowFault[];
}

const columns = ['email', 'name', 'tags'] as const;
type Column = (typeof columns)[number];

const isColumn = (name: string): name is Column => columns.some((known) => known === name);

const quoted = /"((?:[^"]|"")*)"/y;
const plain = { ',': /([^",]*)/y, ';': /([^";]*)/y } as const;

/** The fields of a line as in https://www.rfc-editor.org/rfc/rfc4180, or null for a line that breaks its rules. */
function fieldsOf(line: string, delimiter: ',' | ';'): string[] | null {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const pattern = line[at] === '"' ? quoted : plain[delimiter];
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match === null) return null;
    fields.push(match[1]!.replaceAll('""', '"').trim());
    at += match[0].length;
    if (at === line.length) return fields;
    if (line[at] !== delimiter) return null;
    at += 1;
  }
}

/** The columns of a file from its header, or the reason why it cannot be read. */
function readHeader(fields: readonly string[] | null): string[] | { message: string } {
  const names = (fields ?? []).map((field) => field.toLowerCase());
  const unknown = names.find((name) => !isColumn(name));
  if (unknown !== undefined)
    return {
      message: `The header has the unknown column "${unknown.slice(0, 40)}". Known columns: ${columns.join(', ')}.`,
    };
  if (new Set(names).size < names.length) return { message: 'The header has a column twice.' };
  return names.includes('email') ? names : { message: 'The header lacks the column "email".' };
}

function readRow(line: number, cells: Partial<Record<string, string>>, common: readonly string[]): ContactRow {
  const written = (cells['tags'] ?? '').split('|').filter((tag) => tag.trim() !== '');
  const tags = joinTags(
    written.map((tag) => readTag(tag, 'tags')),
    common,
  );
  if (tags.length > maxTags) throw badUserInput(`A contact has at most ${maxTags} tags.`, 'tags');
  const name = cells['name'] ?? '';
  return { line, email: readEmail(cells['email'] ?? ''), name: name === '' ? null : readName(name, 'name'), tags };
}

/** One row for each address: later rows add their tags and their name. */
function joinRows(rows: readonly ContactRow[]): ContactFile {
  const byEmail = new Map<string, ContactRow>();
  const faults: RowFault[] = [];
  for (const row of rows) {
    const first = byEmail.get(row.email);
    const tags = joinTags(first?.tags ?? [], row.tags);
    if (tags.length > maxTags) faults.push({ line: row.line, message: `A contact has at most ${maxTags} tags.` });
    else byEmail.set(row.email, { ...(first ?? row), name: row.name ?? first?.name ?? null, tags });
  }
  return { rows: [...byEmail.values()], faults };
}

/**
 * Reads a CSV file of contacts with the columns `email`, `name` and `tags` in any order, separated by commas or semicolons. Tags
 * are separated by `|`. `common` are added to each contact.
 */
export function readContactFile(csv: string, common: readonly string[]): ContactFile | { message: string } {
  const lines = csv.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const [first = '', ...others] = lines;
  const delimiter = first.includes(';') && !first.includes(',') ? ';' : ',';
  const header = readHeader(fieldsOf(first, delimiter));
  if ('message' in header) return header;
  const read: ContactRow[] = [];
  const faults: RowFault[] = [];
  for (const [index, text] of others.entries()) {
    if (text.trim() === '') continue;
    const line = index + 2;
    const fields = fieldsOf(text, delimiter);
    if (fields?.length !== header.length) {
      faults.push({
        line,
        message: `Expected ${header.length} fields${fields === null ? ' with matching quotes' : ''}.`,
      });
      continue;
    }
    try {
      read.push(readRow(line, Object.fromEntries(header.map((name, column) => [name, fields[column]!])), common));
    } catch (error) {
      if (!isMistake(error)) throw error;
      faults.push({ line, message: error.message });
    }
  }
  const joined = joinRows(read);
  return { rows: joined.rows, faults: [...faults, ...joined.faults].toSorted((one, other) => one.line - other.line) };
}
