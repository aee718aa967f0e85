/**
 * Leaves in node_modules what a service needs when it runs: the packages of `dependencies`, theirs, and so on, without
 * those named as arguments. With `--of <package.json>` it is what the bundle beside that file needs. `npm prune` would also keep optional peers that were installed for development, such as
 * Prisma's command line.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

if (existsSync('.git'))
  throw new Error('This is a working copy, which needs all of its packages. Only the image build runs this.');

const { packages } = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8'));
const { values, positionals: unwanted } = parseArgs({
  options: { of: { type: 'string', default: 'package.json' } },
  allowPositionals: true,
});
const { dependencies } = JSON.parse(readFileSync(values.of, 'utf8'));

/** Where Node finds `name` from the package at `path`: beside it, or in any node_modules further out. */
function locate(name, path) {
  const here = join(path, 'node_modules', name);
  if (here in packages) return here;
  return path === ''
    ? null
    : locate(name, path.includes('/node_modules/') ? path.slice(0, path.lastIndexOf('/node_modules/')) : '');
}

const neededBy = ({
  dependencies: needed,
  optionalDependencies: optional,
  peerDependencies: peers,
  peerDependenciesMeta: meta,
}) => [
  ...Object.keys(needed ?? {}),
  ...Object.keys(optional ?? {}),
  ...Object.keys(peers ?? {}).filter((name) => !meta?.[name]?.optional),
];

const kept = new Set();

function keep(name, path) {
  const found = locate(name, path);
  if (found === null || kept.has(found)) return;
  kept.add(found);
  for (const needed of neededBy(packages[found])) keep(needed, found);
}

for (const name of Object.keys(dependencies).filter((each) => !unwanted.includes(each))) keep(name, '');

// The lock file lists the workspaces as well, which are source and not ours to remove.
const installed = Object.keys(packages).filter((path) => path.startsWith('node_modules/'));
for (const path of installed.filter((each) => !kept.has(each))) rmSync(path, { recursive: true, force: true });
rmSync('node_modules/.cache', { recursive: true, force: true });
rmSync('node_modules/.bin', { recursive: true, force: true });
console.log(`kept ${kept.size} packages of ${installed.length}`);
