import { drainServer } from '@soko/subgraph';
import type { FastifyInstance } from 'fastify';
import type { GatewayEnv } from './env.ts';
import type { SocketServer } from './subscriptions/socket-server.ts';

/**
 * Stops `app` without losing a request: see `drainServer`. Before it stops listening, sockets are closed at random times, so
 * that their clients do not reconnect all at once.
 */
export async function drainGateway(
  app: FastifyInstance,
  { DRAIN_DELAY_MS: delayMs, DRAIN_TIMEOUT_MS: timeoutMs }: GatewayEnv,
  draining: { now: boolean },
  sockets: SocketServer,
): Promise<void> {
  draining.now = true;
  sockets.closeGradually(delayMs);
  await drainServer(app.server, { delayMs, timeoutMs, onTimeout: () => sockets.terminateAll() });
  await app.close();
}
