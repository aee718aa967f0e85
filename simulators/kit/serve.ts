import type { Logger } from '@soko/log';
import Fastify, { type FastifyInstance } from 'fastify';

export interface Served {
  /** `http://127.0.0.1:12111`, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** What every simulator is started with. */
export interface ServeOptions {
  /** 0 for any that is free. */
  port: number;
  /** The loopback address unless told: nothing here is meant for a network. */
  host?: string;
  log: Logger;
}

/** An HTTP server for a simulator; connections that clients keep open do not hold up its end. */
export const createServer = (): FastifyInstance => Fastify({ forceCloseConnections: true, bodyLimit: 1 << 20 });

/** Listens, and answers how to end. */
export async function serve(app: FastifyInstance, { port, host = '127.0.0.1', log }: ServeOptions): Promise<Served> {
  const url = await app.listen({ port, host });
  log.info({ url }, 'simulator listening');
  return { url, close: () => app.close() };
}
