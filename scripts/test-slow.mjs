/** `npm run test:slow`: runs the specs that `npm test` leaves out because they take long. */
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { add, runJest, stories } from './tests/run-jest.mjs';

readCommandLine({
  usage: `Usage: npm run test:slow

Runs the specs of scripts/tests/slow-specs.mjs, which "npm test" leaves out. CI runs them all.`,
});

await prepare();
const env = { SOKO_SLOW_SPECS: 'only' };
const { passed, failed } = add(
  await runJest(['--selectProjects', 'unit', 'integration'], { env }),
  await runJest([...stories], { env }),
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
