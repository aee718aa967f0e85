import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, stop } from 'esbuild';

export interface RunningProgram {
  child: ChildProcess;
  /** Ends it as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
  output(): string;
}

/**
 * Runs a TypeScript file as a process of its own, so that a spec can kill it. `env` is added to this process's; the
 * file's npm packages are loaded from node_modules as usual.
 */
export async function runProgram(file: string, env: Record<string, string> = {}): Promise<RunningProgram> {
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
  // oxlint-disable-next-line node/no-process-env
  const child = spawn(process.execPath, [outfile], { env: { ...process.env, NODE_OPTIONS: '', ...env } });
  const exit = once(child, 'exit').finally(() => rm(folder, { recursive: true, force: true }));
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
