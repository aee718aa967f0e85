import type { Logger } from '@soko/log';
import Fastify, { type FastifyInstance } from 'fastify';

export interface Served {
  /** `http://127.0.0.1:12111`, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** Options of every simulator. */
export interface ServeOptions {
  /** 0 for any free port. */
  port: number;
  /** Default: the loopback address, because simulators have no protection for use in a network. */
  host?: string;
  log: Logger;
}

/** An HTTP server for a simulator. Idle connections do not delay its end. Bodies of type text are refused. */
export function createServer(): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 1 << 20, pluginTimeout: 0 });
  app.removeContentTypeParser('text/plain');
  return app;
}

/** Listens, and returns the address and a function that stops the server. */
export async function serve(app: FastifyInstance, { port, host = '127.0.0.1', log }: ServeOptions): Promise<Served> {
  const url = await app.listen({ port, host });
  log.info({ url }, 'simulator listening');
  return { url, close: () => app.close() };
}
