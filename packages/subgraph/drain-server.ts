import type { Server } from 'node:http';
import { Server as TcpServer, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

/** Requests that were sent before their clients could notice the stop arrive within this time. */
const inTransitMs = 100;

/** Number of looks without a new connection after which none waits, and the pause before each. */
const quietLooks = 5;
const pauseMs = 5;

/** Longest time for which waiting connections are accepted after the delay. A busy process answers requests between two of them. */
const acceptingMs = 10_000;

/**
 * Accepts the connections that wait. Node accepts one in each turn of its loop, and closing a server resets all that it has
 * not accepted yet.
 */
async function acceptWaiting(server: Server): Promise<void> {
  let looks = 0;
  const onConnection = (): void => void (looks = 0);
  server.on('connection', onConnection);
  const end = performance.now() + acceptingMs;
  while (looks < quietLooks && performance.now() < end) {
    await delay(pauseMs);
    // Connections are accepted between the timers of a turn and this.
    await nextTurn();
    looks += 1;
  }
  server.off('connection', onConnection);
}

/**
 * Stops listening and resolves once every connection has ended. Unlike `http.Server.close` it keeps idle connections open:
 * a request may be in transit on them.
 */
const stopListening = (server: Server): Promise<void> =>
  new Promise((resolve) => TcpServer.prototype.close.call(server, () => resolve()));

export interface DrainOptions {
  delayMs: number;
  timeoutMs: number;
  leaving?: Promise<unknown>;
  onTimeout?: () => void;
}

/**
 * The function that stops an HTTP server without losing a request; make it before the server listens. The server accepts
 * requests until `leaving` resolves and for at least `delayMs`, while the readiness check fails, so that load balancers use
 * other processes, and responses ask their clients to close their connections. Then it stops listening, finishes running
 * requests and closes idle connections. After `timeoutMs` it closes the others.
 */
export function createDrain(server: Server): (options: DrainOptions) => Promise<void> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  // Browsers and other clients open connections ahead of their requests. Node takes them for busy.
  const closeUnused = (): void => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
  return (options) => drainServer(server, closeUnused, options);
}

async function drainServer(server: Server, closeUnused: () => void, options: DrainOptions): Promise<void> {
  const { delayMs, timeoutMs, leaving, onTimeout } = options;
  await Promise.all([leaving, delayMs > 0 ? delay(delayMs) : null]);
  await acceptWaiting(server);
  const ended = stopListening(server);
  const closeIdle = setInterval(() => {
    server.closeIdleConnections();
    closeUnused();
  }, inTransitMs);
  const cutOff = setTimeout(() => {
    onTimeout?.();
    server.closeAllConnections();
  }, timeoutMs);
  await ended;
  clearInterval(closeIdle);
  clearTimeout(cutOff);
}
