import { forbidden, serviceUnavailable } from '@soko/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { type ServerOptions, WebSocketServer } from 'ws';
import { allowedOrigins } from '../cors.ts';
import type { Metrics } from '../metrics.ts';
import { closeCodes } from './close-codes.ts';
import { isAllowedOrigin } from './is-allowed-origin.ts';
import { keepAlive } from './keep-alive.ts';
import { openClient } from './open-client.ts';
import { createProtocol, type ProtocolOptions } from './protocol.ts';
import { upgradeOf } from './route-upgrades.ts';
import type { SocketClient } from './socket-client.ts';

/** Operations over WebSocket, in the protocol graphql-transport-ws. */
export interface SocketServer {
  /** Takes a request that asks for a WebSocket over, or throws why not. */
  take(request: FastifyRequest, reply: FastifyReply): FastifyReply;
  /** Takes no more, and asks those that are open to leave, each at its own moment within `ms`. */
  leave(ms: number): void;
  /** Ends those that did not. */
  cutOff(): void;
}

/** Shorter than proxies wait for a connection on which nothing is said. */
const pingEveryMs = 12_000;

/** Time that a client has to answer a close frame. Until then its unread messages are kept in memory. */
const closeTimeoutMs = 2_000;

export function createSocketServer(options: ProtocolOptions & { metrics: Metrics }): SocketServer {
  const { env } = options;
  const protocol = createProtocol(options);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: env.BODY_LIMIT_BYTES,
    handleProtocols,
    closeTimeout: closeTimeoutMs,
    // The types of ws do not know closeTimeout yet.
  } as ServerOptions);
  const clients = new Set<SocketClient>();
  let isLeaving = false;

  const pinging = keepAlive(clients, pingEveryMs);

  const refuse = ({ headers, host }: FastifyRequest): void => {
    if (isLeaving || clients.size >= env.MAX_SOCKETS) throw serviceUnavailable();
    if (!isAllowedOrigin(headers.origin, host, allowedOrigins(env))) {
      throw forbidden('Pages of this origin may not open a socket here.');
    }
  };

  return {
    take(request, reply) {
      const upgrade = upgradeOf(request);
      if (!upgrade) throw new Error('This request asks for no WebSocket.');
      refuse(request);
      reply.hijack();
      upgrade.takeOver();
      server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) =>
        openClient({ ...options, socket, request, protocol, clients }),
      );
      return reply;
    },
    leave(ms) {
      isLeaving = true;
      pinging.stop();
      for (const client of clients) {
        setTimeout(() => client.close(closeCodes.SERVICE_RESTART, 'Service restart'), Math.random() * ms);
      }
    },
    cutOff() {
      for (const { socket } of clients) socket.terminate();
    },
  };
}
