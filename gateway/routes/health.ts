import { serviceIdentity } from '@soko/auth';
import { newId } from '@soko/ids';
import type { SubgraphTransport } from '@soko/subgraph';
import type { FastifyInstance } from 'fastify';

/** Throws, or hangs, when something the gateway depends on does not answer. */
export type Check = () => Promise<unknown>;

/** Asks a subgraph the smallest possible question. */
export const probe =
  (transport: SubgraphTransport): Check =>
  async () => {
    const { data } = await transport({ query: '{ __typename }', identity: serviceIdentity('gateway', newId('req')) });
    if (data == null) throw new Error('no answer');
  };

const checkTimeoutMs = 2_000;

/** Orchestrators and people ask often; a dependency is asked at most once in this time. */
const answerKeptMs = 500;

async function isAnswering(check: Check): Promise<boolean> {
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

async function look(checks: Record<string, Check>): Promise<Dependencies> {
  const names = Object.keys(checks);
  const answers = await Promise.all(Object.values(checks).map(isAnswering));
  return Object.fromEntries(names.map((name, index) => [name, answers[index] ? 'ok' : 'unavailable']));
}

const summaryOf = (dependencies: Dependencies): 'ready' | 'degraded' | 'unavailable' => {
  const answers = Object.values(dependencies);
  if (answers.every((answer) => answer === 'ok')) return 'ready';
  return answers.includes('ok') ? 'degraded' : 'unavailable';
};

/**
 * `/health/live`: the process answers. `/health/ready`: it should be sent requests, with the state of each dependency.
 * A gateway without one of its subgraphs still answers the rest of the graph and stays in service as `degraded`; one
 * that drains, or reaches none of them, answers 503.
 */
export const healthRoutes =
  (options: { checks: () => Record<string, Check>; isDraining: () => boolean }) =>
  async (app: FastifyInstance): Promise<void> => {
    let seen: { at: number; dependencies: Promise<Dependencies> } | null = null;
    const recently = (): Promise<Dependencies> => {
      if (seen === null || Date.now() - seen.at > answerKeptMs) {
        seen = { at: Date.now(), dependencies: look(options.checks()) };
      }
      return seen.dependencies;
    };

    app.get('/health/live', async () => ({ status: 'ok' }));
    app.get('/health/ready', async (_request, reply) => {
      const dependencies = await recently();
      const status = options.isDraining() ? 'draining' : summaryOf(dependencies);
      const isReady = status === 'ready' || status === 'degraded';
      return reply.code(isReady ? 200 : 503).send({ status, dependencies });
    });
  };
