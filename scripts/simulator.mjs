/** `npm run simulator -- stripe`: one simulated provider as this process. */
import { readdirSync } from 'node:fs';
import { prepare } from './prepare.mjs';

await prepare();
const name = process.argv[2];
const names = readdirSync('simulators');
if (names.includes(name)) {
  await import(`../dist/server/${name}-simulator.js`);
} else {
  console.error(`Name a simulator: ${names.join(', ')}.`);
  process.exitCode = 1;
}
