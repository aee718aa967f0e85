import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { freePort } from './jest/free-port.mjs';

const program = '/usr/bin/redis-server';

/** Specs with Redis are skipped on a machine without it. `.ci/run` installs it. */
export const hasRedis = existsSync(program);

export interface TestRedis {
  url: string;
  /** Stops it for good, like a crash. */
  kill(): Promise<void>;
  /** Makes it silent without closing its connections, and the opposite. */
  freeze(): void;
  thaw(): void;
}

const isServing = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}.`)));
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('Ready to accept connections')) resolve();
    });
  });

/** Starts Redis on a free port of this machine. It saves nothing. */
export async function startRedis(port?: number): Promise<TestRedis> {
  const chosen = port ?? (await freePort());
  const child = spawn(program, ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']);
  await isServing(child);
  return {
    url: `redis://127.0.0.1:${chosen}`,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}
