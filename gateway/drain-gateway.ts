import { drainServer } from '@soko/subgraph';
import type { FastifyInstance } from 'fastify';
import type { GatewayEnv } from './env.ts';
import type { LiveClients } from './subscriptions/live-clients.ts';

/**
 * Stops `app` without losing a request: see `drainServer`. Before it stops listening, sockets and event streams are closed at
 * random times, so that their clients do not reconnect all at once.
 */
export async function drainGateway(
  app: FastifyInstance,
  { DRAIN_DELAY_MS: delayMs, DRAIN_TIMEOUT_MS: timeoutMs }: GatewayEnv,
  draining: { now: boolean },
  clients: LiveClients,
): Promise<void> {
  draining.now = true;
  clients.closeGradually(delayMs);
  await drainServer(app.server, { delayMs, timeoutMs, onTimeout: () => clients.terminateAll() });
  await app.close();
}
