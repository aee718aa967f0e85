import { serviceIdentity } from '@soko/auth';
import { newId } from '@soko/ids';
import type { SubgraphTransport } from '@soko/subgraph';
import type { FastifyInstance } from 'fastify';

/** Throws, or does not return, when a dependency is not available. */
export type Check = () => Promise<unknown>;

/** Checks that a subgraph executes the smallest possible query. */
export const probeSubgraph =
  (transport: SubgraphTransport): Check =>
  async () => {
    const { data } = await transport({ query: '{ __typename }', identity: serviceIdentity('gateway', newId('req')) });
    if (data == null) throw new Error('The subgraph returned no data.');
  };

const checkTimeoutMs = 2_000;

/** Health checks are frequent: each dependency is checked at most once in this time. */
const cacheMs = 500;

async function passesCheck(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), checkTimeoutMs);
  });
  const answered = check().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, timeout]).finally(() => clearTimeout(timer));
}

type Dependencies = Record<string, 'ok' | 'unavailable'>;

async function checkAll(checks: Record<string, Check>): Promise<Dependencies> {
  const names = Object.keys(checks);
  const answers = await Promise.all(Object.values(checks).map(passesCheck));
  return Object.fromEntries(names.map((name, index) => [name, answers[index] ? 'ok' : 'unavailable']));
}

const summaryOf = (dependencies: Dependencies): 'ready' | 'degraded' | 'unavailable' => {
  const answers = Object.values(dependencies);
  if (answers.every((answer) => answer === 'ok')) return 'ready';
  return answers.includes('ok') ? 'degraded' : 'unavailable';
};

/** Reads the state of the dependencies, checked within the last half second. */
export type ReadDependencies = () => Promise<Dependencies>;

/** Checks the dependencies for all health routes together. */
export function createDependencyChecks(checks: () => Record<string, Check>): ReadDependencies {
  let seen: { at: number; dependencies: Promise<Dependencies> } | null = null;
  return () => {
    if (seen === null || Date.now() - seen.at > cacheMs) seen = { at: Date.now(), dependencies: checkAll(checks()) };
    return seen.dependencies;
  };
}

/**
 * `/health/live`: the process runs. `/health/ready`: it accepts requests; with the state of each dependency if these may
 * be named. A gateway that
 * cannot reach a subgraph serves the rest of the graph and stays in service as `degraded`. The status is 503 when it
 * reaches no dependency or is stopping.
 */
export const healthRoutes =
  (options: { readDependencies: ReadDependencies; isDraining: () => boolean; showsDependencies: boolean }) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get('/health/live', async () => ({ status: 'ok' }));
    app.get('/health/ready', async (_request, reply) => {
      const dependencies = await options.readDependencies();
      const status = options.isDraining() ? 'draining' : summaryOf(dependencies);
      const isReady = status === 'ready' || status === 'degraded';
      return reply.code(isReady ? 200 : 503).send({ status, ...(options.showsDependencies ? { dependencies } : {}) });
    });
  };
