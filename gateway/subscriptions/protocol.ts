import { rateLimited } from '@soko/errors';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, GraphQLSchema, parse } from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { Authenticate } from '../authentication/authenticate.ts';
import type { GatewayEnv } from '../env.ts';
import { maskError } from '../errors/mask-error.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Answer, Operation } from '../graph.ts';
import { authenticateClient } from './authenticate-client.ts';
import { closeCodes } from './close-codes.ts';
import { isSubscription } from './is-subscription.ts';
import type { Begun, LiveQueries } from './live-queries.ts';
import { RefusedOperation } from './refused-operation.ts';
import type { SocketClient } from './socket-client.ts';

export interface ProtocolOptions {
  env: GatewayEnv;
  graphs: CurrentGraph;
  live: LiveQueries;
  authenticate: Authenticate;
  log: Logger;
}

/** graphql-ws wants a document to know how to execute it; the operation itself is executed elsewhere. */
const documents = { stream: parse('subscription { _ }'), single: parse('{ _ }') };
const noSchema = new GraphQLSchema({});

const operationIn = ({ query, operationName, variables }: SubscribePayload): Operation => ({
  query,
  operationName: operationName ?? undefined,
  variables: variables ?? undefined,
});

/** Each operation over a socket is a request of its own, by whom the socket belongs to. */
const identityOf = ({ identity }: SocketClient) => {
  const requestId = newId('req');
  return { ...identity, requestId, correlationId: requestId };
};

/** An operation that was not executed is an `error` in the protocol; one that was is a `next`, with or without errors. */
function toExecute(begun: Begun | Answer): ExecutionArgs | GraphQLError[] {
  if ('answers' in begun) return { schema: noSchema, document: documents.stream, contextValue: begun.answers };
  const isRefused = 'refused' in begun;
  const answer = isRefused ? begun.refused : begun;
  return isRefused || answer.data === undefined
    ? (answer.errors ?? []).map((error) => new RefusedOperation(error))
    : { schema: noSchema, document: documents.single, contextValue: answer };
}

/** What is said over a socket, and what is answered: graphql-transport-ws, with the operations executed by the graph. */
export function createProtocol({ env, graphs, live, authenticate, log }: ProtocolOptions): Server<SocketClient> {
  const subscribe = async (client: SocketClient, operation: Operation): Promise<Begun> => {
    const onSlow = (): void => client.close(closeCodes.TRY_AGAIN_LATER, 'Messages are not read fast enough');
    const begun = live.begin({ operation, identity: identityOf(client), onSlow });
    client.subscribed = Promise.allSettled([client.subscribed, begun]).then(() => {});
    return begun;
  };

  /** A client that subscribes and then asks is told of everything that happens after what it was answered. */
  const ask = async (client: SocketClient, operation: Operation): Promise<Answer> => {
    await client.subscribed;
    return graphs.get().answer(operation, identityOf(client));
  };

  const failed = (client: SocketClient, error: unknown): Answer => {
    if (error instanceof GraphQLError) return { errors: [maskError(error.toJSON(), error)] };
    const { requestId } = identityOf(client);
    log.error({ err: error, requestId }, 'an operation failed');
    const masked = maskError({ message: String(error) }, error);
    return { errors: [{ ...masked, extensions: { ...masked.extensions, requestId } }] };
  };

  const begin = async (client: SocketClient, operation: Operation): Promise<Begun | Answer> => {
    try {
      return await (isSubscription(operation, env.MAX_TOKENS) ? subscribe(client, operation) : ask(client, operation));
    } catch (error) {
      return failed(client, error);
    }
  };

  return makeServer<Record<string, unknown>, SocketClient>({
    onConnect: ({ connectionParams, extra }) => authenticateClient(extra, connectionParams, authenticate),
    async onSubscribe({ extra: client, subscriptions }, _id, payload) {
      if (Object.keys(subscriptions).length > env.MAX_SUBSCRIPTIONS_PER_SOCKET) {
        return [rateLimited(1, `A socket has at most ${env.MAX_SUBSCRIPTIONS_PER_SOCKET} operations at once.`)];
      }
      return toExecute(await begin(client, operationIn(payload)));
    },
    subscribe: ({ contextValue }) => contextValue as AsyncGenerator<ExecutionResult>,
    execute: ({ contextValue }) => contextValue as ExecutionResult,
    // Errors are formatted and masked already.
    onNext: (_context, _id, _payload, _args, result) => result as never,
  });
}
