import type { Logger } from '@soko/log';
import type { FastifyRequest } from 'fastify';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { GatewayEnv } from '../env.ts';
import type { Metrics } from '../metrics.ts';
import type { Admission } from './admission.ts';
import { closeCodes } from './close-codes.ts';
import type { Protocol } from './protocol.ts';
import type { SocketClient } from './socket-client.ts';
import { createSocketOperations } from './socket-operations.ts';

/** Time for a client to send `connection_init`. */
const initTimeoutMs = 3_000;

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');

/** Closes a socket whose client reads nothing: what waits for it must not stay in memory. */
function closeStalled(client: SocketClient): void {
  client.close(closeCodes.TRY_AGAIN_LATER, 'The client reads messages too slowly');
  client.operations.stopAll();
}

/** Resolves when the socket has taken the text, or is closed. */
const sendText = (client: SocketClient, text: string, timeoutMs: number): Promise<void> =>
  new Promise((resolve) => {
    const { socket } = client;
    if (socket.readyState !== socket.OPEN) return resolve();
    const stalled = setTimeout(() => closeStalled(client), timeoutMs);
    socket.send(text, () => {
      clearTimeout(stalled);
      resolve();
    });
  });

function newClient(
  socket: WebSocket,
  { identity, headers }: FastifyRequest,
  { env, metrics }: { env: GatewayEnv; metrics: Metrics },
): SocketClient {
  const client: SocketClient = {
    socket,
    identity,
    authorization: headers.authorization,
    isInitialised: false,
    isAcknowledged: false,
    operations: createSocketOperations(),
    expiry: undefined,
    isAlive: true,
    subscribed: Promise.resolve(),
    send: (message) => client.sendText(JSON.stringify(message)),
    sendText: (text) => sendText(client, text, env.READ_TIMEOUT_MS),
    close(code, reason) {
      if (socket.readyState !== socket.OPEN) return;
      metrics.socketClosed(code);
      socket.close(code, reason);
    },
  };
  return client;
}

/** Connects an open socket to the protocol, and removes it when it closes. */
export function openClient(options: {
  socket: WebSocket;
  request: FastifyRequest;
  protocol: Protocol;
  clients: Set<SocketClient>;
  admission: Admission;
  env: GatewayEnv;
  metrics: Metrics;
  log: Logger;
}): void {
  const { socket, protocol, clients, admission, metrics, log } = options;
  const client = newClient(socket, options.request, options);
  clients.add(client);
  admission.open.add(client);
  metrics.sockets(1);

  const failed = (error: unknown): void => {
    log.error({ err: error, requestId: client.identity.requestId }, 'could not handle a message');
    client.close(closeCodes.TRY_AGAIN_LATER, 'Something went wrong on our side');
  };
  if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
    client.close(closeCodes.BAD_PROTOCOL, 'Subprotocol not acceptable');
  }
  let initTimeout: NodeJS.Timeout | null = setTimeout(() => {
    initTimeout = null;
    if (!client.isInitialised) client.close(closeCodes.INIT_TIMEOUT, 'Connection initialisation timeout');
  }, initTimeoutMs);
  socket.on('message', (data) => {
    // A socket that is closing still receives what its client had sent.
    if (socket.readyState === socket.OPEN) void protocol.onMessage(client, textOf(data)).catch(failed);
  });
  socket.on('pong', () => (client.isAlive = true));
  socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'));
  socket.once('close', () => {
    clearTimeout(initTimeout ?? undefined);
    clearTimeout(client.expiry);
    client.operations.stopAll();
    clients.delete(client);
    admission.open.delete(client);
    metrics.sockets(-1);
  });
}
