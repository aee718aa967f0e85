/**
 * `npm test`: sets up what is missing and runs unit, integration and the stories through the gateway. Where a Kafka
 * broker is named (KAFKA_BROKERS), its adapter is audited and the stories run in separate processes as well.
 * Arguments go to jest instead: `npm test -- subgraphs/users`. Specs that take long run in
 * `npm run test:slow`, and all of them in CI.
 */
import { refuseArguments } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { unknownOption } from './tests/jest-options.mjs';
import { add, runJest, stories } from './tests/run-jest.mjs';

const given = process.argv.slice(2);
const usage = `Usage: npm test [-- <argument of jest> …]

Runs unit and integration specs and the stories through the gateway. Arguments are passed to jest instead:
npm test -- subgraphs/users, or npm test -- --selectProjects unit
"npm run test:slow" runs the specs that this leaves out because they take long (scripts/tests/slow-specs.mjs), and
"npm run test:faults" those that break a Soko on purpose.`;

if (given.includes('--help') || given.includes('-h')) {
  console.log(usage);
  process.exit(0);
}
const unknown = await unknownOption(given);
if (unknown !== null) refuseArguments(`Unknown option '${unknown}'.`, usage);

await prepare();

const kafka = Boolean(process.env.KAFKA_BROKERS);
const env = { SOKO_SLOW_SPECS: 'skip' };

let result =
  given.length > 0
    ? await runJest(given)
    : // Side by side, since both wait much. Specs that break a Soko take minutes: `npm run test:faults`.
      add(
        ...(await Promise.all([
          runJest(['--selectProjects', 'unit', 'integration'], { env }),
          runJest([...stories], { env, beside: true }),
        ])),
      );

if (given.length === 0 && kafka) {
  result = add(result, await runJest([...stories, '--', 'e2e/stories'], { env: { SOKO_COMPOSITION: 'distributed' } }));
}
if (given.length === 0 && !kafka) {
  console.log(
    'Not run without a broker: the Kafka audits and the stories in separate processes ("npm run kafka", then set KAFKA_BROKERS).',
  );
}
const { passed, failed, skipped } = result;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
