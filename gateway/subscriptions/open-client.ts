import type { Logger } from '@soko/log';
import type { FastifyRequest } from 'fastify';
import type { Server } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { Metrics } from '../metrics.ts';
import { closeCodes } from './close-codes.ts';
import type { SocketClient } from './socket-client.ts';

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
  expiry: undefined,
  isAlive: true,
  subscribed: Promise.resolve(),
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
  protocol: Server<SocketClient>;
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
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (text) => sendText(socket, text),
      close: client.close,
      onMessage: (handle) => socket.on('message', (data) => void handle(textOf(data)).catch(failed)),
    },
    client,
  );
  socket.on('pong', () => (client.isAlive = true));
  socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'));
  socket.once('close', (code, reason) => {
    clearTimeout(client.expiry);
    clients.delete(client);
    metrics.sockets(-1);
    closed(code, reason.toString()).catch(failed);
  });
}
