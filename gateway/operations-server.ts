import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { GatewayEnv } from './env.ts';
import { healthRoutes, type ReadDependencies } from './routes/health.ts';
import { metricsRoute } from './routes/metrics.ts';

export interface OperationsOptions {
  env: GatewayEnv;
  registry: Registry;
  readDependencies: ReadDependencies;
  isDraining: () => boolean;
}

/**
 * Adds `/health/live`, `/health/ready` and `/metrics` to the public port. With a port of their own, or in production, the
 * public ones name nothing inside: no metrics and no dependencies.
 */
export async function addOperations(app: FastifyInstance, options: OperationsOptions): Promise<void> {
  const { env, registry } = options;
  const isPrivate = env.METRICS_PORT !== undefined || env.NODE_ENV === 'production';
  await app.register(healthRoutes({ ...options, showsDependencies: !isPrivate }));
  if (!isPrivate) await app.register(metricsRoute(registry));
}

/** Serves the metrics and the detailed health on `METRICS_PORT`; null without the variable. */
export async function startOperationsServer(options: OperationsOptions): Promise<FastifyInstance | null> {
  const { HOST: host, METRICS_PORT: port } = options.env;
  if (port === undefined) return null;
  const app = Fastify({ forceCloseConnections: true });
  await app.register(healthRoutes({ ...options, showsDependencies: true }));
  await app.register(metricsRoute(options.registry));
  await app.listen({ port, host });
  return app;
}
