import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchRun } from './watch-run.mjs';

/**
 * Jest makes much that is soon forgotten. A large space for it, from the beginning, is searched less often, which saves a
 * tenth of the CPU. The workers get these as well.
 */
const memory = ['--max-semi-space-size=32', '--min-semi-space-size=32'];

/**
 * Runs jest and returns how many tests passed, failed and were skipped. A run that stands still is ended, counts as
 * failed, and its open files and handles are printed. One that is `beside` another has ports of its own, and what it says
 * is printed when it has ended.
 * @param {string[]} args
 * @param {{node?: string, env?: Record<string, string>, standstillMs?: number, beside?: boolean}} options
 */
export async function runJest(args, { node = process.execPath, env = {}, standstillMs, beside = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'soko-jest-'));
  const report = join(folder, 'report.json');
  const said = join(folder, 'said.txt');
  const ports = { SOKO_TEST_PORTS: beside ? '21000-31999' : '10000-20999' };
  try {
    const jest = spawn(
      node,
      [
        ...memory,
        '--experimental-vm-modules',
        '--no-warnings',
        'node_modules/jest/bin/jest.js',
        '--reporters=default',
        `--reporters=${join(import.meta.dirname, 'progress-reporter.mjs')}`,
        '--json',
        `--outputFile=${report}`,
        ...args,
      ],
      // A process group of its own, so that workers and the programs they started end with it.
      {
        stdio: ['ignore', 'ignore', beside ? openSync(said, 'w') : 'inherit', 'ipc'],
        env: { ...process.env, ...ports, ...env },
        detached: true,
      },
    );
    const [hung, status] = await untilEnded(jest, standstillMs);
    if (beside) process.stderr.write(readFileSync(said));
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    const failed = numFailedTests + numRuntimeErrorTestSuites + (hung ? 1 : 0);
    return { passed: numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed, skipped: numPendingTests };
  } catch (error) {
    console.error(`jest gave no report: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The arguments that choose the stories. One after another: they share a Soko, which needs the other core. */
export const stories = ['--selectProjects', 'e2e', '--maxWorkers=1'];

/** The arguments that choose the specs that break a Soko of their own. */
export const faults = ['--selectProjects', 'faults', '--maxWorkers=1'];

/** Ends the whole process group of `jest` when this process ends first. */
async function untilEnded(jest, standstillMs) {
  const endGroup = () => {
    try {
      process.kill(-jest.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  const endAll = () => {
    endGroup();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, endAll);
  process.once('exit', endGroup);
  const watch = watchRun({
    ...(standstillMs === undefined ? {} : { standstillMs }),
    onStandstill: (report) => {
      console.error(report);
      endGroup();
    },
  });
  jest.on('message', watch.hear);
  const [status] = await once(jest, 'exit');
  process.off('exit', endGroup);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, endAll);
  return [watch.stop(), status];
}

export const add = (one, other) => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
});
