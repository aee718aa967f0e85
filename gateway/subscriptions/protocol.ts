import { rateLimited } from '@soko/errors';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, GraphQLSchema, parse } from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { Authenticate } from '../authentication/authenticate.ts';
import type { GatewayEnv } from '../env.ts';
import { maskError } from '../errors/mask-error.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Operation, OperationResult } from '../graph.ts';
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

/** graphql-ws needs a document to choose between stream and single result; the graph executes the real operation. */
const documents = { stream: parse('subscription { _ }'), single: parse('{ _ }') };
const noSchema = new GraphQLSchema({});

const operationIn = ({ query, operationName, variables }: SubscribePayload): Operation => ({
  query,
  operationName: operationName ?? undefined,
  variables: variables ?? undefined,
});

/** Each operation over a socket is a request with its own ids, by the socket's viewer. */
const identityOf = ({ identity }: SocketClient) => {
  const requestId = newId('req');
  return { ...identity, requestId, correlationId: requestId };
};

/** An operation that was not executed becomes an `error` message, any other a `next` message with or without errors. */
function toExecute(begun: Begun | OperationResult): ExecutionArgs | GraphQLError[] {
  if ('results' in begun) return { schema: noSchema, document: documents.stream, contextValue: begun.results };
  const isRefused = 'refused' in begun;
  const result = isRefused ? begun.refused : begun;
  return isRefused || result.data === undefined
    ? (result.errors ?? []).map((error) => new RefusedOperation(error))
    : { schema: noSchema, document: documents.single, contextValue: result };
}

/** The protocol graphql-transport-ws, with operations executed by the graph. */
export function createProtocol({ env, graphs, live, authenticate, log }: ProtocolOptions): Server<SocketClient> {
  const subscribe = async (client: SocketClient, operation: Operation): Promise<Begun> => {
    const onSlow = (): void => client.close(closeCodes.TRY_AGAIN_LATER, 'The client reads messages too slowly');
    const begun = live.begin({ operation, identity: identityOf(client), onSlow });
    client.subscribed = Promise.allSettled([client.subscribed, begun]).then(() => {});
    return begun;
  };

  /** Waits for the client's subscriptions to start, so that they report every event after the state that is returned. */
  const executeOnce = async (client: SocketClient, operation: Operation): Promise<OperationResult> => {
    await client.subscribed;
    return graphs.get().execute(operation, identityOf(client));
  };

  const toErrorResult = (client: SocketClient, error: unknown): OperationResult => {
    if (error instanceof GraphQLError) return { errors: [maskError(error.toJSON(), error)] };
    const { requestId } = identityOf(client);
    log.error({ err: error, requestId }, 'an operation failed');
    const masked = maskError({ message: String(error) }, error);
    return { errors: [{ ...masked, extensions: { ...masked.extensions, requestId } }] };
  };

  const begin = async (client: SocketClient, operation: Operation): Promise<Begun | OperationResult> => {
    try {
      return await (isSubscription(operation, env.MAX_TOKENS)
        ? subscribe(client, operation)
        : executeOnce(client, operation));
    } catch (error) {
      return toErrorResult(client, error);
    }
  };

  return makeServer<Record<string, unknown>, SocketClient>({
    onConnect: ({ connectionParams, extra }) => authenticateClient(extra, connectionParams, authenticate),
    async onSubscribe({ extra: client, subscriptions }, _id, payload) {
      if (Object.keys(subscriptions).length > env.MAX_SUBSCRIPTIONS_PER_SOCKET) {
        return [rateLimited(1, `A socket may run at most ${env.MAX_SUBSCRIPTIONS_PER_SOCKET} operations at once.`)];
      }
      return toExecute(await begin(client, operationIn(payload)));
    },
    subscribe: ({ contextValue }) => contextValue as AsyncGenerator<ExecutionResult>,
    execute: ({ contextValue }) => contextValue as ExecutionResult,
    // Errors are already formatted and masked.
    onNext: (_context, _id, _payload, _args, result) => result as never,
  });
}
