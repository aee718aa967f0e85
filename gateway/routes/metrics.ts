import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** `/metrics` in the format of Prometheus. */
export const metricsRoute =
  (registry: Registry) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  };
