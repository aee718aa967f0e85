/** `npm run simulator -- stripe`: one simulated provider as this process. */
import { existsSync, readdirSync } from 'node:fs';
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';

const names = readdirSync('simulators').filter((name) => existsSync(`simulators/${name}/main.ts`));
const { arguments: given } = readCommandLine({
  usage: `Usage: npm run simulator -- <provider>

Runs one simulated provider as this process.
  <provider>    ${names.join(' or ')}`,
  minArguments: 1,
  maxArguments: 1,
});

if (names.includes(given[0])) {
  await prepare();
  await import(`../dist/server/${given[0]}-simulator.js`);
} else {
  console.error(`There is no simulator "${given[0]}". There are: ${names.join(', ')}.`);
  process.exitCode = 2;
}
