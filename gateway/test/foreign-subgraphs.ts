import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, subscribe } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const link = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])`;

export const fruitSdl = `${link}
  type Query {
    fruits: [Fruit!]!
    me: String
    fail(code: String): String
  }
  type Fruit @key(fields: "id") { id: ID! name: String! }
`;

export const weatherSdl = `${link}
  type Query { forecast: String }
  type Fruit @key(fields: "id") { id: ID! ripeness: Int }
  type Subscription { ripened(count: Int!): Fruit  count(to: Int!): Int! }
`;

const fruits = [
  { id: 'f1', name: 'Mango' },
  { id: 'f2', name: 'Papaya' },
];

interface Context {
  headers: IncomingHttpHeaders;
}

export const fruitResolvers = {
  Query: {
    fruits: () => fruits,
    me: (_: unknown, __: unknown, { headers }: Context) => headers.authorization ?? null,
    fail: (_: unknown, { code }: { code?: string }) => {
      const extensions = { ...(code ? { code } : {}), detail: 'shelf 3', secret: 'hunter2' };
      throw Object.assign(new Error('The shelf at 10.0.0.7 is empty.'), { extensions });
    },
  },
  Fruit: { __resolveReference: ({ id }: { id: string }) => fruits.find((fruit) => fruit.id === id) },
};

/** Counts, then stays open, as a subscription to events does. */
function counting(to: number): AsyncIterableIterator<{ count: number }> {
  let count = 0;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => (count < to ? Promise.resolve({ done: false, value: { count: (count += 1) } }) : new Promise(() => {})),
    return: async () => ({ done: true, value: undefined }),
  };
}

export const weatherResolvers = {
  Query: { forecast: () => 'sunny' },
  Fruit: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    ripeness: ({ id }: { id: string }) => Number(id.slice(1)) * 10,
  },
  Subscription: {
    ripened: {
      async *subscribe(_: unknown, { count }: { count: number }) {
        for (let index = 0; index < count; index += 1) yield { ripened: { id: `f${(index % 2) + 1}` } };
      },
    },
    count: { subscribe: (_: unknown, { to }: { to: number }) => counting(to) },
  },
};

export type Handle = (request: IncomingMessage & { text: string }, response: ServerResponse) => boolean | void;

/** A subgraph of somebody else in front of real sockets: GraphQL over HTTP and graphql-transport-ws. */
export async function serveForeign(sdl: string, resolvers: object, path: string) {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
  const seen: IncomingHttpHeaders[] = [];
  const streams = new Set<ServerResponse>();
  const stream = createHandler({ schema, execute, subscribe });
  const joined: { headers: IncomingHttpHeaders; params: unknown }[] = [];
  /** `refused` counts the streams and sockets that were refused. */
  const behaviour: { handle: Handle | null; refusesSockets: boolean; refused: number } = {
    handle: null,
    refusesSockets: false,
    refused: 0,
  };
  const server = createServer(async (request, response) => {
    if (request.headers.accept === 'text/event-stream') {
      if (behaviour.handle?.(Object.assign(request, { text: '' }), response) === true) {
        behaviour.refused += 1;
        return;
      }
      streams.add(response);
      response.once('close', () => streams.delete(response));
      // It reads the body itself.
      await stream(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    seen.push(request.headers);
    if (behaviour.handle?.(Object.assign(request, { text }), response) === true) return;
    if (request.url !== path) {
      response.writeHead(404).end('nothing here');
      return;
    }
    const { query, variables } = JSON.parse(text) as { query: string; variables?: Record<string, unknown> };
    const result = await execute({
      schema,
      document: parse(query),
      variableValues: variables ?? {},
      contextValue: { headers: request.headers },
    });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  });
  const sockets = new WebSocketServer({
    server,
    path,
    verifyClient: () => {
      if (behaviour.refusesSockets) behaviour.refused += 1;
      return !behaviour.refusesSockets;
    },
  });
  const serving = useServer(
    {
      schema,
      execute,
      subscribe,
      onConnect: ({ connectionParams, extra }) => {
        joined.push({ headers: extra.request.headers, params: connectionParams });
        return true;
      },
    },
    sockets,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    seen,
    joined,
    sockets,
    streams,
    behaviour,
    async close() {
      await serving.dispose();
      server.closeAllConnections();
      server.close();
    },
  };
}

export type Foreign = Awaited<ReturnType<typeof serveForeign>>;
