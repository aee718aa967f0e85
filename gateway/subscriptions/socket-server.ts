import type { ClientViewer } from '@soko/auth';
import { rateLimited, serviceUnavailable } from '@soko/errors';
import { networkOf } from '@soko/limits';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { type ServerOptions, WebSocketServer } from 'ws';
import type { Metrics } from '../metrics.ts';
import { endedReason } from './authenticate-client.ts';
import { closeCodes } from './close-codes.ts';
import { pingClients } from './ping-clients.ts';
import { openClient } from './open-client.ts';
import { createProtocol, type ProtocolOptions } from './protocol.ts';
import { upgradeOf } from './route-upgrades.ts';
import type { SocketClient } from './socket-client.ts';

/** Operations over WebSocket, in the protocol graphql-transport-ws. */
export interface SocketServer {
  /** Upgrades a WebSocket request, or throws the reason for refusing it. */
  accept(request: FastifyRequest, reply: FastifyReply): FastifyReply;
  /** Refuses new sockets, and closes each open one at a random time within `ms`. */
  closeGradually(ms: number): void;
  /** Closes the sockets of the viewers that `concerns` returns true for: their credentials have ended. */
  closeEnded(concerns: (viewer: ClientViewer) => boolean): void;
  /** Terminates the sockets that are still open. */
  terminateAll(): void;
}

/** Shorter than the idle timeout of common proxies. */
const pingEveryMs = 12_000;

/** Time for a client to respond to a close frame. Until then its unread messages stay in memory. */
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

  const pinging = pingClients(clients, pingEveryMs);

  const refuse = ({ identity }: FastifyRequest): void => {
    if (isLeaving || clients.size >= env.MAX_SOCKETS) throw serviceUnavailable();
    let ofAddress = 0;
    const network = networkOf(identity.clientAddress);
    for (const client of clients) if (networkOf(client.identity.clientAddress) === network) ofAddress += 1;
    if (ofAddress >= env.MAX_SOCKETS_PER_ADDRESS) {
      throw rateLimited(10, `An address may have at most ${env.MAX_SOCKETS_PER_ADDRESS} open WebSockets.`);
    }
  };

  return {
    accept(request, reply) {
      const upgrade = upgradeOf(request);
      if (!upgrade) throw new Error('This is not a WebSocket request.');
      refuse(request);
      reply.hijack();
      upgrade.detach();
      server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) =>
        openClient({ ...options, socket, request, protocol, clients }),
      );
      return reply;
    },
    closeGradually(ms) {
      isLeaving = true;
      pinging.stop();
      for (const client of clients) {
        setTimeout(() => client.close(closeCodes.SERVICE_RESTART, 'Service restart'), Math.random() * ms);
      }
    },
    closeEnded(concerns) {
      for (const client of clients) {
        if (!concerns(client.identity.viewer)) continue;
        client.close(closeCodes.FORBIDDEN, endedReason);
        // The client may close its socket slowly: nothing more is sent for its operations.
        client.operations.stopAll();
      }
    },
    terminateAll() {
      for (const { socket } of clients) socket.terminate();
    },
  };
}
