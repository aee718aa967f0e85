import type { Logger } from '@soko/log';
import type { FastifyRequest } from 'fastify';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { Metrics } from '../metrics.ts';
import { closeCodes } from './close-codes.ts';
import type { Protocol } from './protocol.ts';
import type { SocketClient } from './socket-client.ts';
import { createSocketOperations } from './socket-operations.ts';

/** Time for a client to send `connection_init`. */
const initTimeoutMs = 3_000;

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');

/** Resolves when the socket has taken the text, or is closed. */
const sendText = (socket: WebSocket, text: string): Promise<void> =>
  new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(text, () => resolve());
  });

const newClient = (socket: WebSocket, { identity, headers }: FastifyRequest, metrics: Metrics): SocketClient => ({
  socket,
  identity,
  authorization: headers.authorization,
  isInitialised: false,
  isAcknowledged: false,
  operations: createSocketOperations(),
  expiry: undefined,
  isAlive: true,
  subscribed: Promise.resolve(),
  send: (message) => sendText(socket, JSON.stringify(message)),
  close(code, reason) {
    if (socket.readyState !== socket.OPEN) return;
    metrics.socketClosed(code);
    socket.close(code, reason);
  },
});

/** Connects an open socket to the protocol, and removes it when it closes. */
export function openClient(options: {
  socket: WebSocket;
  request: FastifyRequest;
  protocol: Protocol;
  clients: Set<SocketClient>;
  metrics: Metrics;
  log: Logger;
}): void {
  const { socket, protocol, clients, metrics, log } = options;
  const client = newClient(socket, options.request, metrics);
  clients.add(client);
  metrics.sockets(1);

  const failed = (error: unknown): void => {
    log.error({ err: error, requestId: client.identity.requestId }, 'could not handle a message');
    client.close(closeCodes.TRY_AGAIN_LATER, 'Something went wrong on our side');
  };
  if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
    client.close(closeCodes.BAD_PROTOCOL, 'Subprotocol not acceptable');
  }
  const initTimeout = setTimeout(() => {
    if (!client.isInitialised) client.close(closeCodes.INIT_TIMEOUT, 'Connection initialisation timeout');
  }, initTimeoutMs);
  socket.on('message', (data) => {
    // A socket that is closing still receives what its client had sent.
    if (socket.readyState === socket.OPEN) void protocol.onMessage(client, textOf(data)).catch(failed);
  });
  socket.on('pong', () => (client.isAlive = true));
  socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'));
  socket.once('close', () => {
    clearTimeout(initTimeout);
    clearTimeout(client.expiry);
    client.operations.stopAll();
    clients.delete(client);
    metrics.sockets(-1);
  });
}
