import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, stop } from 'esbuild';

export interface RunningProgram {
  child: ChildProcess;
  /** Ends it like a crash (SIGKILL), and waits until it has exited. */
  kill(): Promise<void>;
  output(): string;
}

/** A program that was built once and can run many times. */
export interface Program {
  /** Starts a process. `env` is added to the environment of this process. */
  run(env?: Record<string, string>, args?: readonly string[]): RunningProgram;
  /** Deletes the built program. */
  remove(): Promise<void>;
}

/**
 * Builds a TypeScript file as a program of its own, so that a spec can run and kill it. Its npm packages are loaded from
 * node_modules as usual.
 */
export async function buildProgram(file: string): Promise<Program> {
  // Beside the source, so that imports of npm packages resolve.
  const folder = await mkdtemp(join(import.meta.dirname, '.program-'));
  const outfile = join(folder, 'program.mjs');
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    plugins: [
      {
        name: 'npm-packages-stay-outside',
        setup(build) {
          build.onResolve({ filter: /^[^./]/ }, ({ path }) =>
            path.startsWith('@soko/') ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
  // The bundler is a process of its own that would keep this one alive.
  await stop();
  return {
    run: (env = {}, args = []) => start(outfile, env, args),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function start(outfile: string, env: Record<string, string>, args: readonly string[]): RunningProgram {
  // oxlint-disable-next-line node/no-process-env
  const child = spawn(process.execPath, [outfile, ...args], { env: { ...process.env, NODE_OPTIONS: '', ...env } });
  const exit = once(child, 'exit');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (more) => (text += more));
  return {
    child,
    output: () => text,
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** Builds a file, runs it once, and deletes the built program when the process has ended. */
export async function runProgram(file: string, env: Record<string, string> = {}): Promise<RunningProgram> {
  const program = await buildProgram(file);
  const running = program.run(env);
  const removed = once(running.child, 'exit').finally(program.remove);
  return {
    ...running,
    async kill() {
      await running.kill();
      await removed;
    },
  };
}
