import type { FastifyReply, FastifyRequest } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { type ServerOptions, WebSocketServer } from 'ws';
import type { Metrics } from '../metrics.ts';
import type { Admission } from './admission.ts';
import { endedReason } from './authenticate-client.ts';
import { closeCodes } from './close-codes.ts';
import type { LiveClients } from './live-clients.ts';
import { pingClients } from './ping-clients.ts';
import { openClient } from './open-client.ts';
import { createProtocol, type ProtocolOptions } from './protocol.ts';
import { upgradeOf } from './route-upgrades.ts';
import type { SocketClient } from './socket-client.ts';

/** Operations over WebSocket, in the protocol graphql-transport-ws. */
export interface SocketServer extends LiveClients {
  /** Upgrades a WebSocket request, or throws the reason for refusing it. */
  accept(request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

/** Shorter than the idle timeout of common proxies. */
const pingEveryMs = 12_000;

/** Time for a client to respond to a close frame. Until then its unread messages stay in memory. */
const closeTimeoutMs = 2_000;

export function createSocketServer(
  options: ProtocolOptions & { admission: Admission; metrics: Metrics },
): SocketServer {
  const { env, admission } = options;
  const protocol = createProtocol(options);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: env.BODY_LIMIT_BYTES,
    handleProtocols,
    closeTimeout: closeTimeoutMs,
    // The types of ws do not know closeTimeout yet.
  } as ServerOptions);
  const clients = new Set<SocketClient>();

  const pinging = pingClients(clients, pingEveryMs);

  return {
    accept(request, reply) {
      const upgrade = upgradeOf(request);
      if (!upgrade) throw new Error('This is not a WebSocket request.');
      admission.check(request.identity);
      reply.hijack();
      upgrade.detach();
      server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) =>
        openClient({ ...options, socket, request, protocol, clients }),
      );
      return reply;
    },
    closeGradually(ms) {
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
