import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** A load balancer before several processes of a service. */
export interface Balancer {
  url: string;
  /** True when the last check of every process succeeded. */
  isComplete(): boolean;
  close(): Promise<void>;
}

/** Time between two health checks. */
const checkMs = 50;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Headers that belong to one connection. */
const ofConnection = /^(connection|keep-alive|transfer-encoding|content-length|host)$/;

const headersOf = (headers: IncomingMessage['headers']) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => !ofConnection.test(name) && value !== undefined),
  ) as Record<string, string | string[]>;

/**
 * Passes each request to one of `targets` in turn, and to those only whose last readiness check succeeded. It does not
 * repeat a request that failed: its client gets 502.
 */
export async function startBalancer(targets: readonly string[]): Promise<Balancer> {
  const backends = targets.map((url) => ({ pool: new Pool(new URL(url).origin), isReady: false }));
  const check = async (backend: (typeof backends)[number]): Promise<void> => {
    backend.isReady = await backend.pool.request({ path: '/health/ready', method: 'GET' }).then(
      async ({ statusCode, body }) => {
        await body.dump();
        return statusCode === 200;
      },
      () => false,
    );
  };
  let isClosed = false;
  for (const backend of backends) {
    void (async () => {
      while (!isClosed) {
        await check(backend);
        await sleep(checkMs);
      }
    })();
  }
  let turn = 0;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ready = backends.filter(({ isReady }) => isReady);
    turn += 1;
    const backend = ready[turn % ready.length];
    if (backend === undefined) throw new Error('No process is ready.');
    const answer = await backend.pool.request({
      path: request.url!,
      method: request.method as 'POST',
      headers: headersOf(request.headers),
      body: await bodyOf(request),
    });
    const body = Buffer.from(await answer.body.arrayBuffer());
    response.writeHead(answer.statusCode, headersOf(answer.headers)).end(body);
  }

  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(502);
      response.end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isComplete: () => backends.every(({ isReady }) => isReady),
    async close() {
      isClosed = true;
      server.closeAllConnections();
      server.close();
      await Promise.all(backends.map(({ pool }) => pool.destroy()));
    },
  };
}
