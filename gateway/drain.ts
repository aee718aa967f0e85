import { Server } from 'node:net';
import { setImmediate as afterIo, setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { GatewayEnv } from './env.ts';
import type { SocketServer } from './subscriptions/socket-server.ts';

/** A request that was sent before its sender could know of the end arrives within this time. */
const inTransitMs = 100;

/**
 * Stops listening and resolves once every connection has ended. Unlike `http.Server.close` it leaves connections alone
 * that are idle at this moment: a request may be on its way on them.
 */
const stopListening = (server: FastifyInstance['server']): Promise<void> =>
  new Promise((resolve) => Server.prototype.close.call(server, () => resolve()));

/**
 * Ends `app` without losing a request. For `DRAIN_DELAY_MS` requests are still taken, while load balancers learn from
 * `/health/ready` to send them elsewhere, each answer asks its client to leave, and sockets are closed one after
 * another, so that their clients do not all come to the next gateway at once; then nothing new is accepted, what is under way is answered, and idle connections are closed. What takes longer than `DRAIN_TIMEOUT_MS` is cut off.
 */
export async function drain(
  app: FastifyInstance,
  env: GatewayEnv,
  draining: { now: boolean },
  sockets: SocketServer,
): Promise<void> {
  draining.now = true;
  sockets.leave(env.DRAIN_DELAY_MS);
  if (env.DRAIN_DELAY_MS > 0) await delay(env.DRAIN_DELAY_MS);
  // Right after a turn of I/O nobody waits to be accepted, who would be turned away by closing.
  await afterIo();
  const ended = stopListening(app.server);
  const closeIdle = setInterval(() => app.server.closeIdleConnections(), inTransitMs);
  const cutOff = setTimeout(() => {
    sockets.cutOff();
    app.server.closeAllConnections();
  }, env.DRAIN_TIMEOUT_MS);
  await ended;
  clearInterval(closeIdle);
  clearTimeout(cutOff);
  await app.close();
}
