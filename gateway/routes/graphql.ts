import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authenticate } from '../authentication/authenticate.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import { upgradeOf } from '../subscriptions/route-upgrades.ts';
import type { SocketServer } from '../subscriptions/socket-server.ts';
import type { Playground } from './playground.ts';

/** True for a browser that opens the address, false for a client's GET with a query. */
const wantsPage = ({ method, headers, url }: FastifyRequest): boolean =>
  method === 'GET' && (headers.accept ?? '').includes('text/html') && !url.includes('?');

/** `/graphql`: the viewer is authenticated before the body is read. */
export const graphqlRoute =
  (options: {
    graphs: CurrentGraph;
    sockets: SocketServer;
    authenticate: Authenticate;
    playground: Playground | null;
    /** Throws for a host name or origin that is not allowed. */
    requirePage(request: FastifyRequest): void;
  }) =>
  async (app: FastifyInstance): Promise<void> => {
    const { graphs, sockets, authenticate, playground, requirePage } = options;

    // Forms reach Apollo Server without a body, and it refuses them as possible cross-site forgeries.
    app.addContentTypeParser('*', (_request, payload, done) => {
      payload.resume();
      done(null);
    });

    app.addHook('onRequest', async (request, reply) => {
      requirePage(request);
      if (playground && wantsPage(request) && !upgradeOf(request)) return playground.sendPage(reply);
      const { headers, identity } = request;
      request.identity = {
        ...identity,
        viewer: await authenticate(headers.authorization, identity.correlationId),
      };
      return undefined;
    });

    app.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      handler: async (request, reply) => {
        if (upgradeOf(request)) return sockets.accept(request, reply);
        reply.header('cache-control', 'no-store');
        return graphs.get().handle(request, reply);
      },
    });
  };
