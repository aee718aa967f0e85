import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withDatabase } from '@soko/postgres';
import pg from 'pg';

export async function withinDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** All tables of a database that hold rows of Soko. */
async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_%' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Number of rows by table. */
export const countRows = (serverUrl: string, database: string): Promise<Record<string, number>> =>
  withinDatabase(withDatabase(serverUrl, database), async (client) => {
    const counts: Record<string, number> = {};
    for (const table of await tablesOf(client)) {
      const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
      counts[table] = rows[0]!.n;
    }
    return counts;
  });

/** Rows of all tables whose text, in whatever column, holds one of the words. */
export const searchDatabase = (serverUrl: string, database: string, words: readonly string[]): Promise<string[]> =>
  withinDatabase(withDatabase(serverUrl, database), async (client) => {
    const found: string[] = [];
    for (const table of await tablesOf(client)) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM ${table} t WHERE t::text ILIKE ANY ($1) LIMIT 3`,
        [words.map((word) => `%${word}%`)],
      );
      found.push(...rows.map(({ row }) => `${database}.${table}: ${row.slice(0, 1_000)}`));
    }
    return found;
  });

/** Files below a folder that hold one of the words, or have it in their path. */
export async function searchFiles(folder: string, words: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hits = await Promise.all(
    paths.map(async (path) => {
      const text = `${path}\n${await readFile(path, 'latin1')}`.toLowerCase();
      return words.some((word) => text.includes(word.toLowerCase()));
    }),
  );
  return paths.filter((_, index) => hits[index]);
}
