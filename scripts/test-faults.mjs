/** `npm run test:faults`: breaks a built Soko while it works, and checks that it keeps its promises. */
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { faults, runJest } from './tests/run-jest.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run test:faults [-- --seed <number>] [--seconds <number>] [--composition <name>] [--only <pattern>]

Kills services in the middle of purchases, and breaks everything under a load of buyers, packers, couriers, refunds,
deposits, bets, settlements and withdrawals.
  --seed          repeats the decisions of a run; every run prints its seed
  --seconds       time under load for each composition; default 40. From 300 on, every fault of every
                  process is made, Kafka is away for a minute and a database for two
  --composition   "one process" or "separate processes"; default both
  --only          only the specs whose path has this pattern, such as e2e/faults/`,
  options: {
    seed: { type: 'string' },
    seconds: { type: 'string' },
    composition: { type: 'string' },
    only: { type: 'string' },
  },
});

const { seed, seconds, composition, only } = values;
for (const [name, text] of Object.entries({ seed, seconds })) {
  if (text === undefined || /^\d{1,9}$/.test(text)) continue;
  console.error(`--${name} must be a whole number, not "${text}".`);
  process.exit(2);
}
const env = {
  ...(seed === undefined ? {} : { FAULTS_SEED: seed }),
  ...(seconds === undefined ? {} : { FAULTS_SECONDS: seconds }),
  ...(composition === undefined ? {} : { FAULTS_COMPOSITION: composition }),
};

await prepare();
const { passed, failed } = await runJest([...faults, ...(only === undefined ? [] : ['--testPathPatterns', only])], {
  env,
  // One test lasts as long as its load, twice that where faults are left to be made, and what it waits for afterwards.
  standstillMs: (Number(seconds ?? 40) * 2 + 1_000) * 1_000,
});
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
