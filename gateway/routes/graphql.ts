import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authenticate } from '../authentication/authenticate.ts';
import { mayBeCrossSite } from '../may-be-cross-site.ts';
import type { Documents } from '../documents/documents.ts';
import { parametersOf } from '../subscriptions/requested-operation.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Traffic } from '../limits/traffic.ts';
import { upgradeOf } from '../subscriptions/route-upgrades.ts';
import type { EventStreams } from '../subscriptions/event-streams.ts';
import type { SocketServer } from '../subscriptions/socket-server.ts';
import type { Playground } from './playground.ts';

/** True for a browser that opens the address, false for a client's GET with a query. */
const wantsPage = ({ method, headers, url, routeOptions }: FastifyRequest): boolean =>
  method === 'GET' &&
  routeOptions.url === '/graphql' &&
  (headers.accept ?? '').includes('text/html') &&
  !url.includes('?');

/** The content types that a page of another origin may send without asking. */
const formTypes = /^\s*(text\/plain|application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;

/** By this header Apollo Server knows that no page of another site sent a request without asking. */
const askedHeader = 'apollo-require-preflight';

/** `/graphql`: the viewer is authenticated before the body is read. */
export const graphqlRoute =
  (options: {
    graphs: CurrentGraph;
    sockets: SocketServer;
    streams: EventStreams;
    authenticate: Authenticate;
    documents: Documents;
    traffic: Traffic;
    /** Serves the schema as clients see it at `/graphql/schema`. */
    servesSchema: boolean;
    playground: Playground | null;
    /** Throws for a host name or origin that is not allowed. */
    requirePage(request: FastifyRequest): void;
  }) =>
  async (app: FastifyInstance): Promise<void> => {
    const { graphs, sockets, streams, authenticate, documents, traffic, servesSchema, playground, requirePage } =
      options;

    // Forms reach Apollo Server without a body, and it refuses them as possible cross-site forgeries.
    app.addContentTypeParser('*', ({ headers }, payload, done) => {
      payload.resume();
      const isForm = formTypes.test(headers['content-type'] ?? '');
      done(isForm ? null : Object.assign(new Error('The body must be application/json.'), { statusCode: 415 }));
    });

    app.addHook('onRequest', async (request, reply) => {
      requirePage(request);
      if (playground && wantsPage(request) && !upgradeOf(request)) return playground.sendPage(reply);
      const { headers, identity } = request;
      if (request.method === 'GET' && !mayBeCrossSite(headers)) headers[askedHeader] ??= 'true';
      await traffic.takeRequest(identity);
      request.identity = {
        ...identity,
        viewer: await authenticate(headers.authorization, identity.correlationId),
      };
      return undefined;
    });

    app.route({
      method: ['PUT', 'PATCH', 'DELETE'],
      url: '/graphql',
      onRequest: async (request, reply) => {
        reply.header('allow', 'GET, POST, OPTIONS');
        throw Object.assign(new Error(`${request.method} is not allowed here. Send operations by POST.`), {
          statusCode: 405,
        });
      },
      handler: async () => undefined,
    });

    if (servesSchema) {
      app.get('/graphql/schema', async (_request, reply) =>
        reply.type('text/plain; charset=utf-8').send(graphs.get().apiSdl()),
      );
    }

    app.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      handler: async (request, reply) => {
        if (upgradeOf(request)) return sockets.accept(request, reply);
        if (streams.isFor(request)) return streams.accept(request, reply);
        documents.requireAllowed(parametersOf(request) ?? {});
        reply.header('cache-control', 'no-store');
        return graphs.get().handle(request, reply);
      },
    });
  };
