/**
 * `npm run test:security`: attacks a Soko of its own with hostile values in every argument, for five minutes unless
 * told otherwise. `npm test` does the same for some seconds.
 */
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { runJest, stories } from './tests/run-jest.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run test:security [-- --seconds 300 --seed 1]

Sends hostile values in every argument of every query, mutation and subscription, as a guest, a buyer, a seller and staff.
Fails when an answer is a fault, takes longer than 2 s, or repeats the value, and when the process ends. Also asks for
everything as everyone, and compares the results with docs/who-may-do-what.md.
  --seconds  how long; all attacks take about 30 minutes. Default 300
  --seed     decides the order of the attacks. Default 1`,
  options: { seconds: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
});

await prepare();
const { passed, failed } = await runJest([...stories, '--testPathPatterns', 'e2e/security/'], {
  env: { SOKO_SECURITY_SECONDS: values.seconds, SOKO_SECURITY_SEED: values.seed },
});
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
