/**
 * Bundles the programs of Soko into dist/server, with the npm packages that they use.
 *
 * `--production` bundles only what a container runs. Demo data and simulators must not be in it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';
import { readCommandLine } from './command-line.mjs';
import { npmPackagesOutside, requireOfNode, withoutNpmPackages } from './npm-packages-inside.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run bundle [-- --production]

Bundles the programs of Soko into dist/server.
  --production    only what a container runs: no demo data, no simulators`,
  options: { production: { type: 'boolean', default: false } },
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
  'stripe-simulator': 'simulators/stripe/main.ts',
  'payment-3p-simulator': 'simulators/payment-3p/main.ts',
  'mpesa-simulator': 'simulators/mpesa/main.ts',
  'mail-simulator': 'simulators/mail/main.ts',
  'webhooks-simulator': 'simulators/webhooks/main.ts',
};

/** Bundles programs into a folder of their own. */
async function bundle(entryPoints, outdir) {
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
    banner: { js: requireOfNode },
  });
  for (const file of Object.keys(metafile.outputs).filter((name) => name.endsWith('.map')))
    writeFileSync(file, withoutNpmPackages(readFileSync(file, 'utf8')));
  return metafile;
}

const metafile = await bundle(values.production ? services : everything, 'dist/server');

/** `@scope/name/path` or `name/path` without the path. */
const packageOf = (path) =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');

/** The gateway alone, with a list of the npm packages that are not in its bundle. */
async function bundleGateway() {
  const { outputs } = await bundle({ 'soko-gateway': services['soko-gateway'] }, 'dist/gateway');
  const outside = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  const names = new Set(outside.flatMap(({ path }) => (isBuiltin(path) ? [] : [packageOf(path)])));
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const versionOf = (name) => packages[`node_modules/${name}`]?.version ?? '*';
  const dependencies = Object.fromEntries([...names].map((name) => [name, versionOf(name)]));
  writeFileSync('dist/gateway/package.json', JSON.stringify({ type: 'module', dependencies }, null, 2));
}

if (values.production) {
  await bundleGateway();
  const unwanted = Object.keys(metafile.inputs).filter((file) => /^(demo|simulators)\//.test(file));
  if (unwanted.length > 0) {
    console.error(`The production bundle contains demo data or simulators:\n  ${unwanted.join('\n  ')}`);
    process.exitCode = 1;
  }
}
