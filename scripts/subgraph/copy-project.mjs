import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Folders of node_modules that the copy gets as its own: it adds a workspace to the one, and writes to the other. */
const own = ['@soko', '.cache', '.package-lock.json'];

function linkPackages(copy) {
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync('node_modules').filter((each) => !own.includes(each)))
    symlinkSync(resolve('node_modules', name), join(copy, 'node_modules', name));
  copyFileSync('node_modules/.package-lock.json', join(copy, 'node_modules/.package-lock.json'));
  // The links to the workspaces are relative, so that those of the copy lead into the copy.
  cpSync('node_modules/@soko', join(copy, 'node_modules/@soko'), { recursive: true, verbatimSymlinks: true });
}

/**
 * A copy of the project in a temporary folder, with what is generated, and with the npm packages of this one.
 * @returns {string} the folder
 */
export function copyProject() {
  const copy = mkdtempSync(join(tmpdir(), 'soko-copy-'));
  // Postgres does not run as root: its own user must be able to enter.
  chmodSync(copy, 0o755);
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  for (const file of files.split('\n').filter((each) => each !== '' && existsSync(each))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(file, join(copy, file));
  }
  for (const folder of ['gateway', ...readdirSync('subgraphs').map((name) => `subgraphs/${name}`)]) {
    const generated = join(folder, 'generated');
    if (existsSync(generated)) cpSync(generated, join(copy, generated), { recursive: true });
  }
  linkPackages(copy);
  // Scripts ask git for the files of the project.
  execFileSync('git', ['init', '--quiet'], { cwd: copy });
  return copy;
}
