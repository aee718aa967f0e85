import type { SocketClient } from './socket-client.ts';

/**
 * Pings everybody again and again, so that proxies keep the connections, and ends those that did not answer the last
 * time: nobody is there any more.
 */
export function keepAlive(clients: ReadonlySet<SocketClient>, everyMs: number): { stop(): void } {
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
