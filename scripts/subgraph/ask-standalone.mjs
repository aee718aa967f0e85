import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

const startTimeoutMs = 90_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function untilReady(url, program) {
  const latest = Date.now() + startTimeoutMs;
  while (!(await answers(`${url}/health/ready`))) {
    if (program.exitCode !== null) throw new Error('Soko ended before it was ready.');
    if (Date.now() > latest) throw new Error(`Soko was not ready within ${startTimeoutMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Starts the bundled Soko of a project without demo data, sends it one operation, and stops it.
 * @returns the response's body
 */
export async function askStandalone(project, query) {
  const port = await freePort();
  const program = spawn(process.execPath, ['dist/server/standalone.js'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      SOKO_SEED: 'false',
      SOKO_DATA_DIR: join(project, '.soko'),
      APOLLO_TELEMETRY_DISABLED: '1',
    },
  });
  const ended = new Promise((resolve) => program.once('exit', resolve));
  try {
    const url = `http://127.0.0.1:${port}`;
    await untilReady(url, program);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return await response.json();
  } finally {
    program.kill('SIGTERM');
    await ended;
  }
}
