import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const required = [20, 19];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > required[0] || (major === required[0] && minor >= required[1])) return;
  stop(
    `Soko needs Node ${required.join('.')} or newer; this is ${process.versions.node}. Install one from nodejs.org and try again.`,
  );
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Whether what is installed is what the lock file says: npm writes its hidden lock file last. */
const installed = () => modified('node_modules/.package-lock.json') >= modified('package-lock.json');

function run(command, args, failure) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) stop(failure);
}

/** Installs and builds what is not fresh. Everything runs in the project's folder, wherever it was called from. */
export async function prepare({ build = true } = {}) {
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  process.env.TURBO_TELEMETRY_DISABLED = '1';
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  checkNode();
  if (!installed()) {
    console.log('Installing packages …');
    run(
      'npm',
      ['ci', '--no-fund', '--no-audit', '--loglevel=error'],
      'The packages could not be installed; see above.',
    );
  }
  if (build) {
    run(
      process.execPath,
      [
        'node_modules/turbo/bin/turbo',
        'run',
        'build',
        '--output-logs=errors-only',
        '--log-order=grouped',
        '--no-daemon',
      ],
      'The build failed; see above.',
    );
  }
}
