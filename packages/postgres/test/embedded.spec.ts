import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgres } from '../embedded.ts';

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

async function start(directory: string) {
  const server = await startEmbeddedPostgres({ directory, password: 'of@this/spec' });
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

  it.each(['a'.repeat(110), 'one,two'])('answers at the loopback address alone in a folder %s', async (name) => {
    const folder = join(await newFolder(), name);
    await mkdir(folder);
    const server = await start(folder);
    expect(await ask(server.connectionString)).toMatchObject({ address: '127.0.0.1/32' });
  });
});
