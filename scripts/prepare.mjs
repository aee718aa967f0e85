import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
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

function install() {
  console.log('Installing packages …');
  const npm = ['ci', '--no-fund', '--no-audit', '--loglevel=error'];
  const { status } = spawnSync('npm', npm, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) stop('The packages could not be installed; see above.');
}

/** Turbo runs what is stale and takes the rest from its cache. Its own words are shown when something fails. */
function buildWhatIsStale() {
  const turbo = ['node_modules/turbo/bin/turbo', 'run', 'bundle', 'playground', '--output-logs=errors-only'];
  if (!existsSync('dist/server')) console.log('Building …');
  const { status, stdout, stderr } = spawnSync(process.execPath, turbo, { encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(stdout + stderr);
  stop('The build failed; see above.');
}

/** False on a read-only file system, and for a user who may not write here. */
function isWritable() {
  try {
    accessSync('.', constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs and builds what is not fresh. Everything runs in the project's folder, wherever it was called from. */
export async function prepare({ build = true } = {}) {
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  process.env.TURBO_TELEMETRY_DISABLED = '1';
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  checkNode();
  if (!isWritable()) {
    // Nothing can be installed or built here. What was built before runs as it is.
    if (!build || existsSync('dist/server')) return;
    stop('Soko is not built, and this folder is not writable. Run "npm run build" where it is.');
  }
  if (!installed()) install();
  if (build) buildWhatIsStale();
}
