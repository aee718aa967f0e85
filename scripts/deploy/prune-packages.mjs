/**
 * Leaves in node_modules what a service needs when it runs: the packages of `dependencies`, theirs, and so on, without
 * those named as arguments. With `--of <package.json>` it is what the bundle beside that file needs. `npm prune` would also keep optional peers that were installed for development, such as
 * Prisma's command line.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { neededPackages } from './needed-packages.mjs';

if (existsSync('.git'))
  throw new Error('This is a working copy, which needs all of its packages. Only the image build runs this.');

const { packages } = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8'));
const { values, positionals: unwanted } = parseArgs({
  options: { of: { type: 'string', default: 'package.json' } },
  allowPositionals: true,
});
const { dependencies } = JSON.parse(readFileSync(values.of, 'utf8'));

const kept = neededPackages(
  packages,
  Object.keys(dependencies).filter((name) => !unwanted.includes(name)),
);

// The lock file lists the workspaces as well, which are source and not ours to remove.
const installed = Object.keys(packages).filter((path) => path.startsWith('node_modules/'));
for (const path of installed.filter((each) => !kept.has(each))) rmSync(path, { recursive: true, force: true });
rmSync('node_modules/.cache', { recursive: true, force: true });
rmSync('node_modules/.bin', { recursive: true, force: true });
console.log(`kept ${kept.size} packages of ${installed.length}`);
