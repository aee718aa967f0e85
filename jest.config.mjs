import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { slowSpecs } from './scripts/tests/slow-specs.mjs';

/**
 * One jest for the whole house. `unit` needs nothing, `integration` needs Postgres (and a broker where KAFKA_BROKERS
 * is set), `e2e` runs stories through the gateway of a built Soko, `faults` breaks a built Soko while it works. Pick one
 * with `npx jest --selectProjects unit`. `SOKO_SLOW_SPECS=skip` leaves out those of scripts/tests/slow-specs.mjs, and
 * `only` runs nothing else.
 */
const project = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: false } },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.soko/', '<rootDir>/scripts/subgraph/template/'],
};

/** Loads npm packages once per worker instead of once per spec file: docs/testing.md. */
const sharedPackages = {
  runtime: '<rootDir>/packages/testing/jest/runtime/runtime.mjs',
  testEnvironment: '<rootDir>/packages/testing/jest/runtime/environment.mjs',
};

const missing = slowSpecs.filter((file) => !existsSync(new URL(file, import.meta.url)));
if (missing.length > 0)
  throw new Error(`scripts/tests/slow-specs.mjs names files that do not exist: ${missing.join(', ')}`);

const asPattern = (file) => `<rootDir>/${file.replaceAll('.', '\\.')}$`;
const slow = process.env.SOKO_SLOW_SPECS;
const leftOut = slow === 'skip' ? slowSpecs.map(asPattern) : [];
const specsOf = (...patterns) => (slow === 'only' ? slowSpecs.map((file) => `<rootDir>/${file}`) : patterns);

const integration = '/test/';
const e2e = '<rootDir>/e2e/';
const faults = ['<rootDir>/e2e/faults/', '<rootDir>/e2e/processes/'];

export default {
  // One more than there are cores, because specs wait a fifth of their time for a timer, a process or Postgres.
  maxWorkers: availableParallelism() + 1,
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/scripts/tests/sequencer.mjs',
  // Finds a test that hangs, and fails none because the machine is busy: no spec waits for time to pass. Shorter than the
  // six minutes after which a run that stands still is ended (scripts/tests/watch-run.mjs).
  testTimeout: 200_000,
  projects: [
    {
      ...project,
      ...sharedPackages,
      displayName: 'unit',
      testMatch: specsOf('**/*.spec.ts'),
      testPathIgnorePatterns: ['/node_modules/', integration, e2e, ...leftOut],
    },
    {
      ...project,
      ...sharedPackages,
      displayName: 'integration',
      testMatch: specsOf('**/test/**/*.spec.ts').filter((pattern) => slow !== 'only' || pattern.includes(integration)),
      testPathIgnorePatterns: ['/node_modules/', e2e, ...leftOut],
      globalSetup: '<rootDir>/packages/testing/jest/start-postgres.mjs',
      globalTeardown: '<rootDir>/packages/testing/jest/stop-postgres.mjs',
    },
    {
      ...project,
      ...sharedPackages,
      displayName: 'e2e',
      testMatch: specsOf('<rootDir>/e2e/**/*.spec.ts').filter((pattern) => pattern.startsWith(e2e)),
      testPathIgnorePatterns: ['/node_modules/', ...faults, ...leftOut],
      globalSetup: '<rootDir>/e2e/harness/start-soko.mjs',
      globalTeardown: '<rootDir>/e2e/harness/stop-soko.mjs',
    },
    {
      ...project,
      displayName: 'faults',
      testMatch: faults.map((folder) => `${folder}**/*.spec.ts`),
      testPathIgnorePatterns: ['/node_modules/'],
    },
  ],
};
