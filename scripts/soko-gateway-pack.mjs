/** `npm run soko-gateway:pack`: the gateway for any supergraph as one file that npx runs. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readCommandLine } from './command-line.mjs';
import { neededPackages } from './deploy/needed-packages.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run soko-gateway:pack [-- --into <folder>]

Packs the gateway for any supergraph, with the packages that it needs, into soko-gateway-<version>.tgz. Anywhere:
npx ./soko-gateway-<version>.tgz --supergraph <file or URL>
  --into   folder of the file. Default dist`,
  options: { into: { type: 'string', default: 'dist' } },
});

/** Runs a program and ends this one when it fails. */
function run(program, args, options = {}) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', ...options });
  if (status !== 0) process.exit(1);
}

const folder = 'dist/gateway';
run(process.execPath, ['scripts/bundle.mjs', '--gateway']);

// With its packages inside, it starts without a registry.
const { packages } = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8'));
const whole = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
const names = Object.keys(whole.dependencies);
for (const path of neededPackages(packages, names)) cpSync(path, `${folder}/${path}`, { recursive: true });
writeFileSync(`${folder}/package.json`, JSON.stringify({ ...whole, bundleDependencies: names }, null, 2));

mkdirSync(values.into, { recursive: true });
run('npm', ['pack', '--silent', '--pack-destination', resolve(values.into)], {
  cwd: folder,
  shell: process.platform === 'win32',
});
