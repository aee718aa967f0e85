import { rateLimited, serviceUnavailable, forbidden } from '@soko/errors';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  GraphQLSchema,
  OperationTypeNode,
  parse,
} from 'graphql';
import { handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Authenticate } from '../authentication/authenticate.ts';
import { allowedOrigins } from '../cors.ts';
import type { GatewayEnv } from '../env.ts';
import { maskError } from '../errors/mask-error.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Answer, Operation } from '../graph.ts';
import type { Metrics } from '../metrics.ts';
import { authenticateClient } from './authenticate-client.ts';
import { closeCodes } from './close-codes.ts';
import { isAllowedOrigin } from './is-allowed-origin.ts';
import type { Begun, LiveQueries } from './live-queries.ts';
import { rootFieldOf } from './root-field-of.ts';
import { RefusedOperation } from './refused-operation.ts';
import { upgradeOf } from './route-upgrades.ts';
import type { SocketClient } from './socket-client.ts';

/** Operations over WebSocket, in the protocol graphql-transport-ws. */
export interface SocketServer {
  /** Takes a request that asks for a WebSocket over, or throws why not. */
  take(request: FastifyRequest, reply: FastifyReply): FastifyReply;
  /** Takes no more, and asks those that are open to leave, each at its own moment within `ms`. */
  leave(ms: number): void;
  /** Ends those that did not. */
  cutOff(): void;
}

export interface SocketServerOptions {
  env: GatewayEnv;
  graphs: CurrentGraph;
  live: LiveQueries;
  authenticate: Authenticate;
  metrics: Metrics;
  log: Logger;
}

const pingEveryMs = 12_000;

/** graphql-ws wants a document to know how to execute it; the operation itself is executed elsewhere. */
const documents = { stream: parse('subscription { _ }'), single: parse('{ _ }') };
const noSchema = new GraphQLSchema({});

/** The document, if it is one: whatever is wrong with it is said by whoever is to execute it. */
function parsed(query: string, maxTokens: number): DocumentNode | null {
  try {
    return parse(query, { maxTokens, noLocation: true });
  } catch {
    return null;
  }
}

function isSubscription({ query, operationName }: Operation, maxTokens: number): boolean {
  const document = parsed(query, maxTokens);
  const operation = document && getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return false;
  // The validation rule for single fields fails, rather than to report, where a field depends on a variable.
  rootFieldOf(document!, operation);
  return true;
}

const operationIn = ({ query, operationName, variables }: SubscribePayload): Operation => ({
  query,
  operationName: operationName ?? undefined,
  variables: variables ?? undefined,
});

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');

const isRefused = ({ data, errors }: Answer): boolean => data === undefined && errors !== undefined;

export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { env, graphs, live, authenticate, metrics, log } = options;
  const server = new WebSocketServer({ noServer: true, maxPayload: env.BODY_LIMIT_BYTES, handleProtocols });
  const clients = new Set<SocketClient>();
  let isLeaving = false;

  const identityOf = ({ identity }: SocketClient) => {
    const requestId = newId('req');
    return { ...identity, requestId, correlationId: requestId };
  };

  const subscribe = async (client: SocketClient, operation: Operation): Promise<Begun> => {
    const onSlow = (): void => client.close(closeCodes.TRY_AGAIN_LATER, 'Messages are not read fast enough');
    const begun = live.begin({ operation, identity: identityOf(client), onSlow });
    client.subscribed = Promise.allSettled([client.subscribed, begun]);
    return begun;
  };

  /** A client that subscribes and then asks is told of everything that happens after what it was answered. */
  const ask = async (client: SocketClient, operation: Operation): Promise<Answer> => {
    await client.subscribed;
    return graphs.get().answer(operation, identityOf(client));
  };

  const begin = async (client: SocketClient, operation: Operation): Promise<Begun | Answer> => {
    try {
      return await (isSubscription(operation, env.MAX_TOKENS) ? subscribe(client, operation) : ask(client, operation));
    } catch (error) {
      const { requestId } = client.identity;
      if (!(error instanceof GraphQLError)) log.error({ err: error, requestId }, 'an operation failed');
      const formatted = error instanceof GraphQLError ? error.toJSON() : { message: String(error) };
      return { errors: [maskError(formatted, error)] };
    }
  };

  const protocol = makeServer<Record<string, unknown>, SocketClient>({
    onConnect: ({ connectionParams, extra }) => authenticateClient(extra, connectionParams, authenticate),
    async onSubscribe({ extra: client, subscriptions }, _id, payload): Promise<ExecutionArgs | GraphQLError[]> {
      if (Object.keys(subscriptions).length > env.MAX_SUBSCRIPTIONS_PER_SOCKET) {
        return [rateLimited(1, `A socket has at most ${env.MAX_SUBSCRIPTIONS_PER_SOCKET} operations at once.`)];
      }
      const begun = await begin(client, operationIn(payload));
      if ('answers' in begun) return { schema: noSchema, document: documents.stream, contextValue: begun.answers };
      const answer = 'refused' in begun ? begun.refused : begun;
      return isRefused(answer) || 'refused' in begun
        ? (answer.errors ?? []).map((error) => new RefusedOperation(error))
        : { schema: noSchema, document: documents.single, contextValue: answer };
    },
    subscribe: ({ contextValue }) => contextValue as AsyncGenerator<ExecutionResult>,
    execute: ({ contextValue }) => contextValue as ExecutionResult,
    // Errors are formatted and masked already.
    onNext: (_context, _id, _payload, _args, result) => result as never,
  });

  const open = (socket: WebSocket, request: FastifyRequest): void => {
    const client: SocketClient = {
      socket,
      identity: request.identity,
      authorization: request.headers.authorization,
      expiry: undefined,
      isAlive: true,
      subscribed: Promise.resolve(),
      close(code, reason) {
        if (socket.readyState !== socket.OPEN) return;
        metrics.socketClosed(code);
        socket.close(code, reason);
      },
    };
    clients.add(client);
    metrics.sockets(1);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) =>
          new Promise((resolve) => {
            // The promise is kept also for what a client that is gone never gets.
            if (socket.readyState !== socket.OPEN) return resolve();
            socket.send(data, () => resolve());
          }),
        close: client.close,
        onMessage: (handle) =>
          socket.on('message', (data) => {
            handle(textOf(data)).catch((error: unknown) => {
              log.error({ err: error, requestId: client.identity.requestId }, 'a message could not be handled');
              client.close(closeCodes.TRY_AGAIN_LATER, 'Something went wrong on our side');
            });
          }),
      },
      client,
    );
    socket.on('pong', () => (client.isAlive = true));
    socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'));
    socket.once('close', (code, reason) => {
      clearTimeout(client.expiry);
      clients.delete(client);
      metrics.sockets(-1);
      void closed(code, String(reason));
    });
  };

  const sweep = (): void => {
    for (const client of clients) {
      if (!client.isAlive) client.socket.terminate();
      client.isAlive = false;
      client.socket.ping();
    }
  };
  const pinging = setInterval(sweep, pingEveryMs);
  pinging.unref();

  return {
    take(request, reply) {
      const upgrade = upgradeOf(request);
      if (!upgrade) throw new Error('This request asks for no WebSocket.');
      if (isLeaving || clients.size >= env.MAX_SOCKETS) throw serviceUnavailable();
      if (!isAllowedOrigin(request.headers.origin, request.host, allowedOrigins(env))) {
        throw forbidden('Pages of this origin may not open a socket here.');
      }
      reply.hijack();
      upgrade.takeOver();
      server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) => open(socket, request));
      return reply;
    },
    leave(ms) {
      isLeaving = true;
      clearInterval(pinging);
      for (const client of clients) {
        setTimeout(() => client.close(closeCodes.SERVICE_RESTART, 'Service restart'), Math.random() * ms);
      }
    },
    cutOff() {
      for (const { socket } of clients) socket.terminate();
    },
  };
}
