export { awakeMs } from './awake-clock.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { buildProgram, type Program, type RunningProgram, runProgram } from './run-program.ts';
export { startTestSubgraph, type TestSubgraph } from './test-subgraph.ts';
export { freePort } from './jest/free-port.mjs';
export { until } from './until.ts';
export { person, requestBy } from './viewers.ts';
export { hasRedis, startRedis, type TestRedis } from './start-redis.ts';
export { type Fixture, startFixture, type Watch } from './subgraph-fixture.ts';
