/** Bundles every program of Soko into dist/server; npm packages stay outside and are loaded from node_modules. */
import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import { npmPackagesStayOutside } from './npm-packages-stay-outside.mjs';

rmSync('dist/server', { recursive: true, force: true });
await build({
  entryPoints: {
    standalone: 'standalone/main.ts',
    service: 'standalone/service.ts',
    distributed: 'standalone/distributed.ts',
    seed: 'standalone/seed-command.ts',
    'dead-letters': 'standalone/dead-letters.ts',
    'stripe-simulator': 'simulators/stripe/main.ts',
    'payment-3p-simulator': 'simulators/payment-3p/main.ts',
  },
  outdir: 'dist/server',
  chunkNames: 'chunk-[hash]',
  entryNames: '[name]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [npmPackagesStayOutside],
});
