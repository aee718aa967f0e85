/**
 * One jest for the whole house. `unit` needs nothing, `integration` needs Postgres (and a broker where KAFKA_BROKERS
 * is set), `e2e` runs stories through the gateway of a built Soko, `faults` breaks a built Soko while it works. Pick one
 * with `npx jest --selectProjects unit`.
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

const integration = '/test/';
const e2e = '<rootDir>/e2e/';
const faults = ['<rootDir>/e2e/faults/', '<rootDir>/e2e/processes/'];

export default {
  // Jest leaves one core free, which on two cores means a single process for all files. It also kept the modules of every
  // file in that one process: 4 GB at the end of a run.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1GB',
  // Generous, since two cores may be shared; no spec waits for time to pass.
  testTimeout: 30_000,
  projects: [
    {
      ...project,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', integration, e2e],
    },
    {
      ...project,
      displayName: 'integration',
      testMatch: ['**/test/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', e2e],
      globalSetup: '<rootDir>/packages/testing/jest/start-postgres.mjs',
      globalTeardown: '<rootDir>/packages/testing/jest/stop-postgres.mjs',
    },
    {
      ...project,
      displayName: 'e2e',
      testMatch: ['<rootDir>/e2e/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...faults],
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
