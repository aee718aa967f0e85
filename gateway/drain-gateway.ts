import { Server } from 'node:net';
import { setImmediate as afterIo, setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { GatewayEnv } from './env.ts';
import type { SocketServer } from './subscriptions/socket-server.ts';

/** Requests that were sent before their clients could notice the stop arrive within this time. */
const inTransitMs = 100;

/**
 * Stops listening and resolves once every connection has ended. Unlike `http.Server.close` it keeps idle connections open:
 * a request may be in transit on them.
 */
const stopListening = (server: FastifyInstance['server']): Promise<void> =>
  new Promise((resolve) => Server.prototype.close.call(server, () => resolve()));

/**
 * Stops `app` without losing a request. For `DRAIN_DELAY_MS` it still accepts requests, while `/health/ready` tells load
 * balancers to use other gateways and each response asks its client to close the connection. Meanwhile sockets are closed
 * at random times, so that their clients do not reconnect all at once. Then it stops listening, finishes running
 * requests and closes idle connections. After `DRAIN_TIMEOUT_MS` it closes the remaining connections.
 */
export async function drainGateway(
  app: FastifyInstance,
  env: GatewayEnv,
  draining: { now: boolean },
  sockets: SocketServer,
): Promise<void> {
  draining.now = true;
  sockets.closeGradually(env.DRAIN_DELAY_MS);
  if (env.DRAIN_DELAY_MS > 0) await delay(env.DRAIN_DELAY_MS);
  // After a turn of I/O no connection waits to be accepted, which closing would refuse.
  await afterIo();
  const ended = stopListening(app.server);
  const closeIdle = setInterval(() => app.server.closeIdleConnections(), inTransitMs);
  const cutOff = setTimeout(() => {
    sockets.terminateAll();
    app.server.closeAllConnections();
  }, env.DRAIN_TIMEOUT_MS);
  await ended;
  clearInterval(closeIdle);
  clearTimeout(cutOff);
  await app.close();
}
