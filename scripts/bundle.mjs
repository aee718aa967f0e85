/**
 * Bundles the programs of Soko into dist/server, with the npm packages that they use.
 *
 * `--production` bundles only what a container runs. Demo data and simulators must not be in it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
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

rmSync('dist/server', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: values.production ? services : everything,
  outdir: 'dist/server',
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

if (values.production) {
  const unwanted = Object.keys(metafile.inputs).filter((file) => /^(demo|simulators)\//.test(file));
  if (unwanted.length > 0) {
    console.error(`The production bundle contains demo data or simulators:\n  ${unwanted.join('\n  ')}`);
    process.exitCode = 1;
  }
}
