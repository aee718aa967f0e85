/**
 * Bundles the programs of Soko into dist/server, with the npm packages that they use.
 *
 * `--production` bundles only what a container runs. Demo data and simulators must not be in it.
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';
import { readCommandLine } from './command-line.mjs';
import { npmPackagesOutside, requireOfNode, withoutNpmPackages } from './npm-packages-inside.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run bundle [-- --production | --gateway]

Bundles the programs of Soko into dist/server.
  --production    only what a container runs: no demo data, no simulators. Bundles the gateway alone as well
  --gateway       only the gateway alone, into dist/gateway`,
  options: { production: { type: 'boolean', default: false }, gateway: { type: 'boolean', default: false } },
});

const services = {
  service: 'compositions/service.ts',
  'soko-gateway': 'compositions/soko-gateway.ts',
  admin: 'compositions/admin-command.ts',
  'mpesa-register': 'compositions/mpesa-register.ts',
  'dead-letters': 'compositions/dead-letters.ts',
  outbox: 'compositions/outbox.ts',
  invariants: 'compositions/invariants.ts',
  'verify-ledger': 'compositions/verify-ledger.ts',
  projections: 'compositions/projections.ts',
};
const everything = {
  ...services,
  standalone: 'compositions/main.ts',
  distributed: 'compositions/distributed.ts',
  seed: 'compositions/seed-command.ts',
  'seed-stores': 'compositions/seed-stores.ts',
  'stripe-simulator': 'simulators/stripe/main.ts',
  'payment-3p-simulator': 'simulators/payment-3p/main.ts',
  'mpesa-simulator': 'simulators/mpesa/main.ts',
  'mail-simulator': 'simulators/mail/main.ts',
  'webhooks-simulator': 'simulators/webhooks/main.ts',
};

/** Bundles programs into a folder of their own. */
async function bundle(entryPoints, outdir, banner = { js: requireOfNode }) {
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints,
    outdir,
    chunkNames: 'chunk-[hash]',
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    metafile: true,
    logLevel: 'warning',
    external: npmPackagesOutside,
    banner,
  });
  for (const file of Object.keys(metafile.outputs).filter((name) => name.endsWith('.map')))
    writeFileSync(file, withoutNpmPackages(readFileSync(file, 'utf8')));
  return metafile;
}

/** `@scope/name/path` or `name/path` without the path. */
const packageOf = (path) =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');

/** The gateway alone, as an npm package that names the packages that are not in its bundle. */
async function bundleGateway() {
  const { outputs } = await bundle({ 'soko-gateway': services['soko-gateway'] }, 'dist/gateway', {
    js: `#!/usr/bin/env node\n${requireOfNode}`,
  });
  const outside = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  // The logger loads the last one for a terminal. What is not installed here is optional.
  const names = new Set([...outside.flatMap(({ path }) => (isBuiltin(path) ? [] : [packageOf(path)])), 'pino-pretty']);
  const installed = [...names].filter((name) => `node_modules/${name}` in packages);
  const dependencies = Object.fromEntries(installed.map((name) => [name, packages[`node_modules/${name}`].version]));
  const { version, license, engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  const description = 'A federation gateway for any supergraph';
  const bin = { 'soko-gateway': 'soko-gateway.js' };
  const whole = { name: 'soko-gateway', version, description, license, type: 'module', bin, engines, dependencies };
  writeFileSync('dist/gateway/package.json', JSON.stringify(whole, null, 2));
  copyFileSync('docs/gateway.md', 'dist/gateway/README.md');
  copyFileSync('LICENSE', 'dist/gateway/LICENSE');
}

/** All programs, or those that a container runs. */
async function bundleServer() {
  const metafile = await bundle(values.production ? services : everything, 'dist/server');
  const unwanted = Object.keys(metafile.inputs).filter((file) => /^(demo|simulators)\//.test(file));
  if (!values.production || unwanted.length === 0) return;
  console.error(`The production bundle contains demo data or simulators:\n  ${unwanted.join('\n  ')}`);
  process.exitCode = 1;
}

if (!values.gateway) await bundleServer();
if (values.gateway || values.production) await bundleGateway();
