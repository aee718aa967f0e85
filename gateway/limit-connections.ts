import type { Socket } from 'node:net';
import type { Logger } from '@soko/log';
import type { FastifyInstance } from 'fastify';
import type { GatewayEnv } from './env.ts';
import { networkOf } from '@soko/limits';

/**
 * Bounds what clients that do not speak or do not read can hold: the open connections of one address, and the time in which
 * nothing of an answer is read. Behind a proxy the connections are those of the proxy, which has limits of its own.
 */
export function limitConnections(app: FastifyInstance, env: GatewayEnv, log: Logger): void {
  const open = new Map<string, number>();
  app.server.on('connection', (socket: Socket) => {
    if (env.TRUST_PROXY !== false) return;
    const network = networkOf(socket.remoteAddress ?? 'unknown');
    const count = open.get(network) ?? 0;
    if (count >= env.MAX_CONNECTIONS_PER_ADDRESS) {
      socket.destroy();
      return;
    }
    open.set(network, count + 1);
    socket.once('close', () => {
      const left = open.get(network)! - 1;
      if (left === 0) open.delete(network);
      else open.set(network, left);
    });
  });
  app.addHook('onSend', async ({ identity }, reply) => {
    // Called when nothing of the answer could be written in this time.
    reply.raw.setTimeout(env.READ_TIMEOUT_MS, () => {
      const { requestId, clientAddress } = identity;
      log.info({ requestId, clientAddress }, 'a client read nothing of its answer; disconnected');
      reply.raw.destroy();
    });
  });
}
