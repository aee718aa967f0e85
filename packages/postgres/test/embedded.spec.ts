import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { isOutage } from '@soko/retry';
import { startEmbeddedPostgres } from '../embedded.ts';
import { openDatabase } from '../pool.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A folder that the user of Postgres can enter as well. */
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'soko-embedded-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  return folder;
}

async function start(directory: string, port?: number) {
  const password = 'of@this/spec';
  const server = await startEmbeddedPostgres({ directory, password, ...(port === undefined ? {} : { port }) });
  closing.push(() => server.stop());
  return server;
}

/** The process that answers, and the address at which it was asked: null for a socket. */
async function ask(connectionString: string): Promise<{ pid: number; address: string | null }> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT inet_server_addr()::text AS address, split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid`,
    );
    return rows[0];
  } finally {
    await client.end();
  }
}

const overTcp = (connectionString: string): string => {
  const url = new URL(connectionString);
  url.searchParams.delete('host');
  return url.href;
};

describe('the embedded Postgres', () => {
  it('answers at a socket, at the loopback address for tools, and to those who start it again', async () => {
    const folder = await newFolder();
    const server = await start(folder);
    const { pid, address } = await ask(server.connectionString);
    expect(address).toBeNull();
    expect(await ask(overTcp(server.connectionString))).toEqual({ pid, address: '127.0.0.1/32' });

    const again = await start(folder);
    expect(again.connectionString).toBe(server.connectionString);
    expect(await ask(again.connectionString)).toEqual({ pid, address: null });
  });

  it('that has ended is an outage to those who had used its socket', async () => {
    const server = await startEmbeddedPostgres({ directory: await newFolder(), password: 'of@this/spec' });
    const database = openDatabase({ connectionString: server.connectionString, applicationName: 'spec' });
    closing.push(() => database.close());
    await database.pool.query('SELECT 1');
    await server.stop();
    for (const _ of ['the connection that was open', 'a new one']) {
      const error: unknown = await database.pool.query('SELECT 1').catch((refused: unknown) => refused);
      expect(isOutage(error)).toBe(true);
    }
    // Prisma knows this code of a socket alone.
    await expect(database.pool.connect()).rejects.toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' });
  });

  it('is used where its socket is away', async () => {
    const folder = await newFolder();
    const server = await start(folder);
    const { pid } = await ask(server.connectionString);
    for (const name of await readdir(join(folder, 'data')))
      if (name.startsWith('.s.PGSQL')) await rm(join(folder, 'data', name));
    const again = await start(folder);
    expect(await ask(again.connectionString)).toEqual({ pid, address: '127.0.0.1/32' });
  });

  it('answers at the loopback address alone in a folder that holds no socket', async () => {
    const folder = await newFolder();
    const first = await start(folder);
    await first.stop();
    // Postgres cannot make a socket where something else has its name.
    const port = Number(new URL(first.connectionString).port);
    await mkdir(join(folder, 'data', `.s.PGSQL.${port}`));
    const server = await start(folder, port);
    expect(await ask(server.connectionString)).toMatchObject({ address: '127.0.0.1/32' });
  });

  it.each(['a'.repeat(110), 'one,two'])('answers at the loopback address alone in a folder %s', async (name) => {
    const folder = join(await newFolder(), name);
    await mkdir(folder);
    const server = await start(folder);
    expect(await ask(server.connectionString)).toMatchObject({ address: '127.0.0.1/32' });
  });
});
