import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certified } from './certificates.ts';

/** A request as it arrived. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The body as JSON. */
  event: {
    id: string;
    type: string;
    subject: string;
    sequence: number;
    storeId: string;
    data: Record<string, unknown>;
  };
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A server that receives webhooks: it answers 204 unless `answer` says otherwise. */
export interface Receiver {
  origin: string;
  received: readonly Received[];
  /** Requests to a path, in the order of their arrival. */
  at(path: string): Received[];
  /** Decides the answers. Null leaves a request without one. */
  answer: (request: Received) => Answer | null;
  /** Closes all connections. */
  drop(): void;
  close(): Promise<void>;
}

/** Starts a receiver; with a certificate, one that speaks HTTPS as `localhost`. */
export async function startReceiver(certified?: Certified): Promise<Receiver> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const one = { path: request.url!, headers: request.headers, body, event: JSON.parse(body) as Received['event'] };
      received.push(one);
      const answer = receiver.answer(one);
      if (answer !== null) response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  };
  const server: Server =
    certified === undefined
      ? createServer(listener)
      : createTlsServer({ cert: certified.certificate, key: certified.key }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    origin: `${certified === undefined ? 'http://127.0.0.1' : 'https://localhost'}:${(server.address() as AddressInfo).port}`,
    received,
    at: (path) => received.filter((one) => one.path === path),
    answer: () => ({ status: 204 }),
    drop: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
