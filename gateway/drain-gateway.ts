import type { createDrain } from '@soko/subgraph';
import type { FastifyInstance } from 'fastify';
import type { GatewayEnv } from './env.ts';
import type { LiveClients } from './subscriptions/live-clients.ts';

/**
 * Stops `app` without losing a request: see `createDrain`. Before it stops listening, sockets and event streams are closed at
 * random times, so that their clients do not reconnect all at once.
 */
export async function drainGateway(
  gateway: { app: FastifyInstance; drain: ReturnType<typeof createDrain>; clients: LiveClients },
  { DRAIN_DELAY_MS: delayMs, DRAIN_TIMEOUT_MS: timeoutMs }: GatewayEnv,
  draining: { now: boolean },
): Promise<void> {
  const { app, drain, clients } = gateway;
  draining.now = true;
  clients.closeGradually(delayMs);
  await drain({ delayMs, timeoutMs, onTimeout: () => clients.terminateAll() });
  await app.close();
}
