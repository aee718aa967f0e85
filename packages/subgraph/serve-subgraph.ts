import { createReplayGuard, verifyRequest } from '@soko/auth';
import type { Keys } from '@soko/env/keys';
import { envelope } from '@soko/events';
import type { Logger } from '@soko/log';
import { continueTrace } from '@soko/tracing';
import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { answerHttpError } from './answer-http-error.ts';
import { createDrain, type DrainOptions } from './drain-server.ts';
import type { StartedSubgraph } from './start-subgraph.ts';

const operation = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  event: z.object({ topic: z.string(), envelope }).nullable().optional(),
});

export interface ServedSubgraph {
  app: FastifyInstance;
  /** Stops serving without losing a request: see `createDrain`. */
  drain(options: DrainOptions): Promise<void>;
}

/**
 * Serves a subgraph over HTTP for a gateway in another process. GraphQL requests must be signed for this subgraph with one of
 * the shared service keys.
 */
export async function serveSubgraph(
  subgraph: StartedSubgraph,
  options: {
    port: number;
    host: string;
    serviceKeys: Keys;
    log: Logger;
    metrics?: () => Promise<string>;
    /** Accepts signatures of earlier versions as well. */
    acceptOldSignatures?: boolean;
  },
): Promise<ServedSubgraph> {
  const verifying = {
    keys: options.serviceKeys,
    subgraph: subgraph.name,
    isReplay: createReplayGuard(),
    acceptOld: options.acceptOldSignatures ?? false,
  };
  // A request that arrives before its connection is closed is handled as usual.
  const app = Fastify({
    bodyLimit: 8 * 1024 * 1024,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // A busy machine takes its time to start, which is no failure.
    pluginTimeout: 0,
  });
  const drain = createDrain(app.server);
  let isDraining = false;
  app.addHook('onSend', async (_request, reply) => {
    if (isDraining) reply.header('connection', 'close');
  });
  app.setErrorHandler(answerHttpError(options.log));
  await app.register(async (graph) => {
    graph.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    graph.post('/graphql', async (request, reply) => {
      const body = String(request.body);
      const identity = verifyRequest(verifying, request.headers, body);
      if (identity === null)
        return reply.code(401).send({ errors: [{ message: 'The request has no valid signature.' }] });
      const { query, operationName, variables, event } = operation.parse(JSON.parse(body));
      return continueTrace(request.headers['traceparent'], () =>
        subgraph.execute({
          query,
          operationName: operationName ?? undefined,
          variables: variables ?? undefined,
          identity,
          event,
        }),
      );
    });
  });
  await app.register(async (routes) => subgraph.routes(routes));
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    if (isDraining) return reply.code(503).send({ status: 'draining' });
    try {
      await subgraph.ready();
      return { status: 'ok', eventBus: subgraph.consuming.hasJoined() ? 'joined' : 'waiting' };
    } catch {
      return reply.code(503).send({ status: 'unavailable' });
    }
  });
  if (options.metrics) app.get('/metrics', options.metrics);
  await app.listen({ port: options.port, host: options.host });
  return {
    app,
    async drain(drainOptions) {
      isDraining = true;
      await drain(drainOptions);
      await app.close();
    },
  };
}
