import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import pg from 'pg';

/** A pool whose connections pass a proxy, which loses one of them as it commits. */
export interface LossyPool {
  pool: pg.Pool;
  /** Cuts the next connection that commits: before Postgres hears of it, or before its client hears that it is done. */
  loseCommit(before: 'request' | 'answer'): void;
  close(): Promise<void>;
}

export async function openLossyPool(connectionString: string): Promise<LossyPool> {
  const url = new URL(connectionString);
  const target = { host: url.hostname, port: Number(url.port) };
  const sockets = new Set<Socket>();
  let losing: 'request' | 'answer' | null = null;

  /** Passes on what comes, up to the COMMIT that is lost. */
  function pass(from: Socket, to: Socket, direction: 'request' | 'answer'): void {
    from.on('data', (chunk: Buffer) => {
      if (losing !== direction || !chunk.includes('COMMIT\0')) {
        to.write(chunk);
        return;
      }
      losing = null;
      from.destroy();
      to.destroy();
    });
    from.on('error', () => {});
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    sockets.add(from);
  }

  const proxy = createServer((client) => {
    const server = connect(target);
    pass(client, server, 'request');
    pass(server, client, 'answer');
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  url.hostname = '127.0.0.1';
  // Not past the proxy through a socket.
  url.searchParams.delete('host');
  url.port = String((proxy.address() as { port: number }).port);
  const pool = new pg.Pool({ connectionString: url.href });
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    pool,
    loseCommit: (before) => void (losing = before),
    async close() {
      await pool.end();
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
