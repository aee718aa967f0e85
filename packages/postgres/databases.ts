import { connect } from './connect.ts';

/** The same server and credentials, another database. */
export function withDatabase(connectionString: string, database: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${database}`;
  return url.href;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Another process that starts at the same time may have created it: duplicate_database, or its unique index. */
function unlessThere(error: unknown): void {
  if (!['42P04', '23505'].includes(String((error as { code?: unknown }).code))) throw error;
}

/** Creates the missing databases on the server of `connectionString`, and returns the names of those it created. */
export async function ensureDatabases(connectionString: string, names: readonly string[]): Promise<string[]> {
  const client = await connect({ connectionString: withDatabase(connectionString, 'postgres') });
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const missing = names.filter((name) => !rows.some((row) => row.datname === name));
    for (const name of missing) await client.query(`CREATE DATABASE ${quoted(name)}`).catch(unlessThere);
    return missing;
  } finally {
    await client.end();
  }
}

/** Drops a database and ends all connections to it. For tests and `--reset`. */
export async function dropDatabase(connectionString: string, name: string): Promise<void> {
  const client = await connect({ connectionString: withDatabase(connectionString, 'postgres') });
  try {
    await client.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
