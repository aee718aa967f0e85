import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createReplayGuard, verifyRequest } from '@soko/auth';
import type { SubgraphResponse } from '@soko/subgraph';
import { person, requestBy, until } from '@soko/testing';
import Fastify from 'fastify';
import { buildSchema, GraphQLError, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { gatewayConfig } from '../config/gateway-config.ts';
import { createHttpTransports } from '../execution/http-transports.ts';

const serviceKey = 'the-key-of-all-services';
const identity = requestBy(person('usr_1'));
const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

/** A subgraph that tells who watches, to viewers who are signed alone. */
interface Watched {
  url: string;
  /** The signatures that came. */
  signatures: Set<unknown>;
  breakStreams: () => void;
}

/** The id of the viewer who was signed for this text; null for a text that was signed for nobody. */
function viewerIn({ signatures }: Watched, headers: IncomingMessage['headers'], text: string): string | null {
  signatures.add(headers['soko-signature-2']);
  const verifying = { keys: serviceKey, subgraph: 'watch', isReplay: createReplayGuard() };
  const viewer = verifyRequest(verifying, headers, text)?.viewer;
  return viewer?.kind === 'user' ? viewer.id : null;
}

async function listen(answer: (viewer: string, response: ServerResponse, text: string) => unknown) {
  const streams = new Set<ServerResponse>();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const viewer = viewerIn(watched, request.headers, text);
    streams.add(response);
    if (viewer === null) response.writeHead(401).end('{"errors":[{"message":"unsigned"}]}');
    else await answer(viewer, response, text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const watched: Watched = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    signatures: new Set(),
    breakStreams: () => streams.forEach((stream) => stream.destroy()),
  };
  return { server, watched };
}

async function serveEventStreams(): Promise<Watched> {
  const { watched } = await listen((viewer, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`event: next\ndata: {"data":{"viewer":"${viewer}"}}\n\n`);
  });
  return watched;
}

async function serveCallbacks(): Promise<Watched> {
  const { watched } = await listen(async (viewer, response, text) => {
    const { subscription } = (JSON.parse(text) as { extensions: { subscription: Record<string, string> } }).extensions;
    const { callbackUrl, subscriptionId: id, verifier } = subscription;
    const post = async (message: object) =>
      fetch(callbackUrl!, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ kind: 'subscription', id, verifier, ...message }),
      });
    await post({ action: 'check' });
    await post({ action: 'next', payload: { data: { viewer } } });
    response.setHeader('content-type', 'application/json').end('{"data":null}');
  });
  return watched;
}

async function serveSockets(): Promise<Watched> {
  const { server, watched } = await listen((_, response) => response.end());
  const sockets = new WebSocketServer({ server });
  const schema = buildSchema('type Query { a: Int } type Subscription { viewer: String }');
  useServer(
    {
      onSubscribe({ connectionParams, extra }, _id, payload) {
        const text = JSON.stringify(payload);
        const viewer = viewerIn(watched, connectionParams as IncomingMessage['headers'], text);
        if (viewer === null || viewer !== viewerIn(watched, extra.request.headers, text))
          return [new GraphQLError('unsigned')];
        const rootValue = {
          async *viewer() {
            yield { viewer };
            await once(sockets, 'close');
          },
        };
        return { schema, document: parse(payload.query), rootValue };
      },
    },
    sockets,
  );
  const breakStreams = () => sockets.clients.forEach((socket) => socket.terminate());
  closers.push(() => sockets.close(), breakStreams);
  return { ...watched, breakStreams };
}

/** What a subscription by this protocol brings, until the end of the spec. */
async function watch(protocol: string, { url }: Watched, rules: object = { viewer: 'signed' }) {
  const transports = createHttpTransports(
    {
      SOKO_SERVICE_KEY: serviceKey,
      SOKO_OLD_SIGNATURES: false,
      SUBGRAPH_TIMEOUT_MS: 20_000,
      SUBGRAPH_CONNECTIONS: 4,
      SUBGRAPH_MAX_WAITING: 4,
      SUBGRAPH_MAX_RESPONSE_BYTES: 10_000,
      SUBGRAPH_BREAKER_FAILURES: 0,
      SUBGRAPH_BREAKER_OPEN_MS: 0,
      SUBGRAPH_STREAM_RETRY_MS: 60_000,
    },
    gatewayConfig.parse({ all: { ...rules, subscriptions: { protocol } } }),
    {},
  );
  const app = Fastify();
  await app.register((routes) => transports.callbacks.routes(routes));
  transports.callbacks.listenAt(await app.listen({ port: 0, host: '127.0.0.1' }));
  closers.push(() => app.close());
  const messages: SubgraphResponse[] = [];
  const { subscribe } = transports.subscribeFor({ name: 'watch', url })!;
  const unsubscribe = subscribe(
    { query: 'subscription { viewer }', identity },
    { next: (message) => void messages.push(message), gap() {}, end() {} },
  );
  closers.push(unsubscribe);
  return messages;
}

const known = { data: { viewer: 'usr_1' } };

describe.each([
  ['sse', serveEventStreams],
  ['callback', serveCallbacks],
  ['graphql-transport-ws', serveSockets],
])('a subscription by %s', (protocol, serve) => {
  it('names its viewer in a signed header, as requests do', async () => {
    const messages = await watch(protocol, await serve());
    await until('a message', () => messages.length > 0);
    expect(messages).toEqual([known]);
  });

  it('names no viewer without a rule for it', async () => {
    const messages = await watch(protocol, await serve(), {});
    await until('a refusal', () => messages.length > 0);
    expect(messages).toMatchObject([{ errors: [{ message: 'unsigned' }] }]);
  });
});

it.each([
  ['sse', serveEventStreams],
  ['graphql-transport-ws', serveSockets],
])(
  'a subscription by %s has a new signature for each connection, because one is soon too old',
  async (protocol, serve) => {
    const watched = await serve();
    const messages = await watch(protocol, watched);
    await until('a message', () => messages.length === 1);
    watched.breakStreams();
    await until('a message of the next connection', () => messages.length === 2);
    expect(messages).toEqual([known, known]);
    expect(watched.signatures.size).toBe(2);
  },
);
