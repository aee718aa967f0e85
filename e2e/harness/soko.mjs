/** Starts a built Soko as a program of its own, in either composition, and waits until it answers. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../packages/testing/jest/free-port.mjs';
import { scratchFolder } from '../../packages/testing/jest/scratch-folder.mjs';

export { freePort };

const run = promisify(execFile);

const root = resolve(import.meta.dirname, '../..');

/** Stories do not test how expensive a password hash is, so that a seed and a log-in cost little. */
export const cheapPasswords = { USERS_PASSWORD_MEMORY_KIB: '8', USERS_PASSWORD_PASSES: '1' };

/** All stories come from one address. The limits have their own spec: gateway/test/limits.spec.ts. */
export const wideLimits = {
  REQUESTS_PER_ADDRESS: '1000000',
  COST_PER_ADDRESS: '1000000000',
  COST_PER_VIEWER: '1000000000',
  PLANNING_MS_PER_ADDRESS: '1000000',
  ORDERS_GUEST_CARTS_PER_ADDRESS: '1000000',
  CODES_PER_ADDRESS_AN_HOUR: '1000000',
};

/** Variables of a Soko whose every operation is traced, and whose spans reach this collector soon. */
export const tracedBy = ({ url }) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_TRACES_SAMPLER_ARG: '1',
  OTEL_BSP_SCHEDULE_DELAY: '100',
});

/** An empty folder that the unprivileged user of an embedded Postgres can enter. */
export async function newDataFolder() {
  const folder = await mkdtemp(join(scratchFolder(), 'soko-e2e-'));
  await chmod(folder, 0o755);
  return folder;
}

/** Copies the data of a Soko that is stopped, with owners and rights. */
export async function copyDataFolder(from) {
  const folder = await newDataFolder();
  await run('cp', ['-a', `${from}/.`, folder]);
  return folder;
}

/** A folder with the demo data that a first start, from nothing, has left. `options` are those of `startSoko`. */
export async function makeSeededFolder(options = {}) {
  const soko = await startSoko(options);
  await soko.stop();
  return soko.dataFolder;
}

/**
 * A data folder in which a first start has left the demo data already, so that starting on it takes 2 s less. Empty
 * where this run has none to copy.
 */
export function seededDataFolder() {
  const seeded = process.env.SOKO_SEEDED_FOLDER;
  return seeded ? copyDataFolder(seeded) : newDataFolder();
}

async function untilReady(url, program, output) {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (program.exitCode !== null) break;
    const ready = await fetch(`${url}/health/ready`).then(
      async (response) => response.ok && (await response.json()).status === 'ready',
      () => false,
    );
    if (ready) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error(`Soko did not get ready at ${url}. It said:\n${output.join('').slice(-4_000)}`);
}

/** The summary of the start, which comes after the first "ready", says where the simulated providers are. */
async function adminsIn(output) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const text = output.join('');
    if (text.includes('Ctrl-C stops Soko')) {
      const adminOf = (name) => new RegExp(`${name}\\s+(http:\\S+/_admin)/`).exec(text)?.[1];
      const mailPage = /Mail and SMS\s+(http:\S+)\//.exec(text)?.[1];
      const mailAdmin = mailPage === undefined ? undefined : `${mailPage}/_admin`;
      return {
        stripeAdmin: adminOf('Stripe'),
        mpesaAdmin: adminOf('M-Pesa'),
        webhooksAdmin: adminOf('Webhooks'),
        mailAdmin,
        chainUrl: /Chain\s+(http:\S+)/.exec(text)?.[1],
      };
    }
    if (Date.now() > deadline) throw new Error(`Soko did not print its summary. Its output:\n${text.slice(-4_000)}`);
    await new Promise((later) => setTimeout(later, 20));
  }
}

/**
 * @param {{composition?: 'standalone' | 'distributed', dataFolder?: string, port?: number, env?: Record<string, string>}} options
 */
export async function startSoko(options = {}) {
  const { composition = 'standalone', env = {} } = options;
  const dataFolder = options.dataFolder ?? (await newDataFolder());
  const port = options.port ?? (await freePort());
  const started = Date.now();
  const program = spawn(process.execPath, [join(root, `dist/server/${composition}.js`)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...cheapPasswords,
      ...wideLimits,
      // Stories rely on their own writes, also on a busy machine.
      PROJECTION_WAIT_MS: '10000',
      // Stories change the events and odds themselves.
      WALLETS_SIMULATED_FEED: 'false',
      // Stories ask for payouts themselves.
      PAYOUT_EVERY_HOURS: '0',
      NODE_OPTIONS: '',
      PORT: String(port),
      SOKO_DATA_DIR: dataFolder,
      LOG_LEVEL: 'warn',
      ...env,
    },
  });
  const output = [];
  for (const stream of [program.stdout, program.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output.push(text);
      if (output.length > 2_000) output.shift();
    });
  }
  const exit = once(program, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, program, output).catch((error) => {
    program.kill('SIGKILL');
    throw error;
  });
  const readyAfterMs = Date.now() - started;
  return {
    url,
    ...(await adminsIn(output)),
    port,
    pid: program.pid,
    dataFolder,
    readyAfterMs,
    output: () => output.join(''),
    async stop(signal = 'SIGTERM') {
      program.kill(signal);
      await exit;
      return program.exitCode;
    },
    async kill() {
      program.kill('SIGKILL');
      await exit;
    },
  };
}

/** Runs the standalone until it ends by itself, for starts that are refused. */
export async function runSoko({ args = [], env = {} }) {
  const program = spawn(process.execPath, [join(root, 'dist/server/standalone.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'warn', ...env },
  });
  let output = '';
  for (const stream of [program.stdout, program.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = await once(program, 'exit');
  return { code, output };
}
