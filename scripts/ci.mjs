/**
 * What a change must pass, in the order that fails soonest. Ends with `N passed, N failed`, every check counting as
 * one beside the tests.
 */
import { readdirSync, rmSync } from 'node:fs';
import { makeSeededFolder } from '../e2e/harness/soko.mjs';
import { broker, installPrograms, newestNode } from './ci/things-to-fetch.mjs';
import { runProgram, sideBySide } from './ci/run-program.mjs';
import { add, faults, runJest, stories } from './tests/run-jest.mjs';
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';

readCommandLine({
  usage: 'Usage: .ci/run\n\nRuns everything that a change must pass, in the order that fails soonest.',
});

const startedAt = Date.now();
const node = process.execPath;
let result = { passed: 0, failed: 0, skipped: 0 };

const now = () => `[${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s]`;
const say = (text) => console.log(`${now()} ${text}`);
const counts = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

function count(name, isPassed, output = '') {
  if (!isPassed) console.error(`${output}\nFAILED: ${name}`);
  result = add(result, { passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, skipped: 0 });
}

/** Runs a program that must end well. What it said is shown when it does not. */
async function check(name, command, args, env) {
  const begun = Date.now();
  const { status, output } = await runProgram(command, args, env);
  say(`${name}: ${((Date.now() - begun) / 1000).toFixed(0)} s`);
  count(name, status === 0, output);
}

async function tests(name, args, options) {
  say(name);
  const counted = await runJest(args, options);
  say(`${name}: ${counts(counted)}`);
  result = add(result, counted);
}

/** Checks that need nothing but the sources, and what is generated from them; the longest first. */
const checks = [
  ['a new subgraph works', 'scripts/subgraph-check.mjs'],
  ['lint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--quiet'],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  ['compiled answers are the stock ones', 'scripts/executor-compare.mjs', '--operations', '80', '--seed', 'ci'],
  [
    'a new supergraph frees the memory of the old one',
    'bench/gateway/memory.mjs',
    '--operations',
    '1000',
    '--reloads',
    '30',
  ],
  ['types', 'node_modules/typescript/bin/tsc', '-p', '.'],
  ['the rules of imports are fresh', 'scripts/lint-generate.mjs', '--check'],
  ['the lists of subgraphs are fresh', 'scripts/subgraphs-generate.mjs', '--check'],
  ['supergraph is fresh', 'scripts/compose.mjs', '--check'],
  ['texts are in plain words', 'scripts/words-check.mjs'],
  ['docs/events.md is fresh', 'scripts/events-doc.mjs', '--check'],
  ['migrations are not behind', 'scripts/migration-check.mjs'],
  ['deployment files fit the services', 'scripts/deploy-check.mjs'],
  ['boards are fresh, and their queries PromQL', 'scripts/monitoring-generate.mjs', '--check'],
  ['the contracts are compiled', 'scripts/contracts.mjs', '--check'],
  ['docs/variables.md is fresh', 'scripts/variables-doc.mjs', '--check'],
  ['docs/invariants.md is fresh', 'scripts/invariants-doc.mjs', '--check'],
  ['the layout of mails is fresh', 'scripts/mail-layout.mjs', '--check'],
  ['docs/limits.md is fresh', 'scripts/limits-doc.mjs', '--check'],
  ['schema/openapi.json is fresh and valid', 'scripts/rest-doc.mjs', '--check'],
  ['docs/webhook-events.md is fresh', 'scripts/webhooks-doc.mjs', '--check'],
];

// What comes from elsewhere comes while the machine checks.
const installed = installPrograms();
await prepare({ build: false });
await check('generate', node, ['scripts/generate.mjs']);
const [starting, fetching] = [broker(), newestNode()];
// Their failures are looked at below.
starting.catch(() => {});
fetching.catch(() => {});
await sideBySide(
  checks.map(
    ([name, ...args]) =>
      () =>
        check(name, node, args),
  ),
  2,
);
await prepare();
await installed;

say('waiting for the Kafka broker');
const kafka = await starting;
process.env.KAFKA_BROKERS = kafka.brokers;
const withoutKafka = { KAFKA_BROKERS: '' };

let seeding = null;

/** The demo data, made by the first run that begins with it, on a port that no run of jest uses. */
async function onSeeded(name, args, { env = {}, ...options }) {
  const SOKO_SEEDED_FOLDER = await (seeding ??= makeSeededFolder({ port: 32_100, env: withoutKafka }));
  await tests(name, args, { ...options, env: { ...withoutKafka, ...env, SOKO_SEEDED_FOLDER } });
}

/** Each of the specs that run has a Soko of its own. */
const noneForAll = { SOKO_OF_STORIES: 'none' };

async function onNewestNode(run, name, args, options) {
  const newest = await fetching;
  if (newest !== null) await run(`${name} on Node 24`, args, { ...options, node: newest });
}

/** On Node 24 where it is available, since the stories of one process and the faults of many are run on this Node. */
async function storiesOnKafka(beside) {
  // A broker of their own: an installation begins with the events that its topics hold.
  const ofStories = await broker();
  try {
    await tests('stories, separate processes on Kafka and Node 24', [...stories, '--', 'e2e/stories'], {
      beside,
      node: (await fetching) ?? process.execPath,
      env: { SOKO_COMPOSITION: 'distributed', KAFKA_BROKERS: ofStories.brokers },
    });
  } finally {
    await ofStories.stop();
  }
}

const securitySpecs = readdirSync('e2e/security').filter((name) => name.endsWith('.spec.ts'));
const timed = new Set(['hostile-inputs.spec.ts', 'enumeration.spec.ts']);
const security = (isTimed) => [
  ...stories,
  '--runTestsByPath',
  ...securitySpecs.filter((name) => timed.has(name) === isTimed).map((name) => `e2e/security/${name}`),
];

/** The runs of jest, each in the first lane that is free. The order lets both lanes end at about the same time. */
const runs = [
  // As many workers as cores: the other lane works as well, and specs of providers and clocks have little time to spare.
  (beside) =>
    tests('unit and integration', ['--selectProjects', 'unit', 'integration', '--maxWorkers=100%'], { beside }),
  (beside) =>
    tests('faults', [...faults], {
      beside,
      env: { ...withoutKafka, FAULTS_SECONDS: '40', FAULTS_SEED: '1', FAULTS_SHORT: 'true' },
    }),
  storiesOnKafka,
  (beside) =>
    onSeeded('stories, standalone, browser', [...stories, '--', 'e2e/stories', 'e2e/standalone', 'e2e/browser'], {
      beside,
    }),
  // The first start, from nothing, is made on this Node as well.
  (beside) => onNewestNode(tests, 'standalone', [...stories, '--', 'e2e/standalone'], { beside, env: withoutKafka }),
  (beside) => onSeeded('security: rights and forged webhooks', security(false), { beside, env: noneForAll }),
  (beside) => onNewestNode(tests, 'unit', ['--selectProjects', 'unit'], { beside }),
];

try {
  // Side by side, since each of them waits much. They have no file, port or database in common.
  await sideBySide(
    runs.map((run) => (lane) => run(lane > 0)),
    2,
  );
  count('Node 24 could be installed', (await fetching) !== null);
  // Alone, since they measure how long answers take.
  await onSeeded('security: hostile values for a minute, and times', security(true), {
    env: { ...noneForAll, SOKO_SECURITY_SECONDS: '60', SOKO_SECURITY_SEED: '1' },
  });
} finally {
  const folder = await seeding?.catch(() => null);
  if (folder) rmSync(folder, { recursive: true, force: true });
  await kafka.stop();
}

say('done');
console.log(
  `${result.passed} passed, ${result.failed} failed${result.skipped > 0 ? `, ${result.skipped} skipped` : ''}`,
);
process.exitCode = result.failed > 0 ? 1 : 0;
