import type { SocketClient } from './socket-client.ts';

/**
 * Pings every client regularly, so that proxies keep the connections open, and terminates clients that did not respond to
 * the previous ping.
 */
export function pingClients(clients: ReadonlySet<SocketClient>, everyMs: number): { stop(): void } {
  const timer = setInterval(() => {
    for (const client of clients) {
      if (!client.isAlive) client.socket.terminate();
      client.isAlive = false;
      client.socket.ping();
    }
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
