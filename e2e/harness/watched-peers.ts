import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A moment in the work of a service: before another service hears its question, or before it hears the answer. */
export interface Moment {
  when: 'before' | 'after';
  /** A field of the other's root, such as `reserveStock`. */
  question: string;
}

/** What a service asks its peers, passed on to them, and what they answer. */
export interface WatchedPeers {
  /** Where a peer is for the service that is watched. */
  urlOf(name: string): string;
  /** Runs `act` at the next such moment, once. What it interrupts is never passed on. */
  at(moment: Moment, act: () => Promise<void>): Promise<void>;
  close(): void;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
  return body;
}

/** Signatures are over the body and the identity, so a request can be passed on as it came. */
const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)
        ? [[name, value]]
        : [],
    ),
  );

export async function watchPeers(urlOf: (name: string) => string): Promise<WatchedPeers> {
  let waiting: { moment: Moment; act: () => Promise<void> } | null = null;
  const isNow = (when: Moment['when'], body: string): boolean =>
    waiting?.moment.when === when && new RegExp(`\\b${waiting.moment.question}\\(`).test(body);
  const actNow = async (response: ServerResponse): Promise<void> => {
    const { act } = waiting!;
    waiting = null;
    await act();
    response.destroy();
  };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      if (isNow('before', body)) return actNow(response);
      const answer = await fetch(urlOf(request.url!.slice(1)), { method: 'POST', headers: headersOf(request), body });
      const text = await answer.text();
      if (isNow('after', body)) return actNow(response);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
    })().catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    at: (moment, act) =>
      new Promise((resolve, reject) => {
        waiting = { moment, act: () => act().then(resolve, reject) };
      }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
