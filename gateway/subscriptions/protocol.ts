import { rateLimited } from '@soko/errors';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import {
  type ConnectionInitMessage,
  type Message,
  MessageType,
  parseMessage,
  type SubscribeMessage,
  type SubscribePayload,
} from 'graphql-ws';
import type { Authenticate } from '../authentication/authenticate.ts';
import type { Documents } from '../documents/documents.ts';
import type { GatewayEnv } from '../env.ts';
import { maskError } from '../errors/mask-error.ts';
import type { Traffic } from '../limits/traffic.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Operation, OperationResult } from '../graph.ts';
import { authenticateClient } from './authenticate-client.ts';
import { closeCodes } from './close-codes.ts';
import { isSubscription } from './is-subscription.ts';
import type { Begun, LiveMessages, LiveQueries } from './live-queries.ts';
import { resumeFromIn } from './resume-from.ts';
import type { SocketClient } from './socket-client.ts';
import type { SocketOperation } from './socket-operations.ts';

export interface ProtocolOptions {
  env: GatewayEnv;
  graphs: CurrentGraph;
  documents: Documents;
  live: LiveQueries;
  authenticate: Authenticate;
  /** Names of the headers that some subgraph gets as clients send them. */
  forwards?: readonly string[];
  traffic: Traffic;
  log: Logger;
}

/** The protocol graphql-transport-ws: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
export interface Protocol {
  /** Handles one message of the client. Resolves when it is handled: for `subscribe`, when the operation has ended. */
  onMessage(client: SocketClient, text: string): Promise<void>;
}

type Refused = { errors: readonly GraphQLFormattedError[] };

const operationIn = (payload: SubscribePayload, documents: Documents): Operation => ({
  query: documents.textOf(payload),
  operationName: payload.operationName || undefined,
  variables: payload.variables ?? undefined,
});

/** Each operation over a socket is a request with its own ids, by the socket's viewer. */
const identityOf = ({ identity }: SocketClient) => {
  const requestId = newId('req');
  return { ...identity, requestId, correlationId: requestId };
};

function readMessage(text: string): Message | null {
  try {
    return parseMessage(text);
  } catch {
    return null;
  }
}

const codeOf = (error: unknown): unknown => (error as { extensions?: { code?: unknown } }).extensions?.code;

const unavailable = 'Subscriptions are not available at the moment';

/** Without `data` nothing was executed: the operation gets an `error` message instead of `next`. */
const isRefused = (result: OperationResult): result is Refused =>
  result.data === undefined && result.errors !== undefined;

export function createProtocol(options: ProtocolOptions): Protocol {
  const { env, graphs, documents, live, traffic, log } = options;

  const begin = async (client: SocketClient, operation: Operation, payload: SubscribePayload): Promise<Begun> => {
    const resumeFrom = resumeFromIn(payload.extensions);
    const begun = live.begin({ operation, identity: identityOf(client), resumeFrom, socket: client });
    client.subscribed = Promise.allSettled([client.subscribed, begun]).then(() => {});
    return begun;
  };

  /** Waits for the client's subscriptions to start, so that they report every event after the state that is returned. */
  const executeOnce = async (client: SocketClient, operation: Operation): Promise<OperationResult> => {
    await client.subscribed;
    return graphs.get().execute(operation, identityOf(client));
  };

  const toRefused = (client: SocketClient, error: unknown): Refused => {
    if (error instanceof GraphQLError) return { errors: [maskError(error.toJSON(), error)] };
    const { requestId } = identityOf(client);
    log.error({ err: error, requestId }, 'an operation failed');
    const masked = maskError({ message: String(error) }, error);
    return { errors: [{ ...masked, extensions: { ...masked.extensions, requestId } }] };
  };

  const startOperation = async (client: SocketClient, payload: SubscribePayload): Promise<Begun | OperationResult> => {
    try {
      await traffic.takeRequest(client.identity);
      if (client.operations.count() > env.MAX_SUBSCRIPTIONS_PER_SOCKET) {
        throw rateLimited(1, `A socket may run at most ${env.MAX_SUBSCRIPTIONS_PER_SOCKET} operations at once.`);
      }
      const operation = operationIn(payload, documents);
      return await (isSubscription(operation, env.MAX_TOKENS)
        ? begin(client, operation, payload)
        : executeOnce(client, operation));
    } catch (error) {
      // Clients reconnect after this, but not after an error of the operation: this gateway may just have started.
      const resumes = payload.extensions?.['resumeFrom'] !== undefined;
      if (resumes && codeOf(error) === 'SERVICE_UNAVAILABLE') client.close(closeCodes.TRY_AGAIN_LATER, unavailable);
      return toRefused(client, error);
    }
  };

  /** Sends the messages of a subscription until it ends. It keeps nothing else of the operation in memory. */
  const sendAll = async (client: SocketClient, id: string, running: SocketOperation, messages: LiveMessages) => {
    const before = `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`;
    for await (const { value, hasGap } of messages) {
      if (!running.isStopped) await client.sendText(`${before}${value.text(hasGap)}}`);
    }
    if (!running.isStopped) await client.send({ id, type: MessageType.Complete });
  };

  const sendResult = async (client: SocketClient, id: string, running: SocketOperation, result: OperationResult) => {
    if (running.isStopped) return;
    if (isRefused(result)) return client.send({ id, type: MessageType.Error, payload: result.errors });
    await client.send({ id, type: MessageType.Next, payload: result });
    if (!running.isStopped) await client.send({ id, type: MessageType.Complete });
  };

  /** Executes one operation and sends its results, until it ends or the client completes it. */
  const execute = async (client: SocketClient, { id, payload }: SubscribeMessage, running: SocketOperation) => {
    const started = await startOperation(client, payload);
    if (!('messages' in started)) {
      return sendResult(client, id, running, 'refused' in started ? started.refused : started);
    }
    running.keep(started.messages);
    return sendAll(client, id, running, started.messages);
  };

  const onSubscribe = async (client: SocketClient, message: SubscribeMessage): Promise<void> => {
    const { id } = message;
    if (!client.isAcknowledged) return client.close(closeCodes.UNAUTHORIZED, 'Unauthorized');
    if (client.operations.has(id)) {
      return client.close(closeCodes.ID_IN_USE, 'This socket already has an operation with this id');
    }
    return client.operations.run(id, (running) => execute(client, message, running));
  };

  const onInit = async (client: SocketClient, { payload }: ConnectionInitMessage): Promise<void> => {
    if (client.isInitialised) return client.close(closeCodes.TOO_MANY_INITS, 'Too many initialisation requests');
    client.isInitialised = true;
    if (!(await authenticateClient(client, payload, options))) return undefined;
    client.isAcknowledged = true;
    return client.send({ type: MessageType.ConnectionAck });
  };

  return {
    async onMessage(client, text) {
      const message = readMessage(text);
      switch (message?.type) {
        case MessageType.ConnectionInit:
          return onInit(client, message);
        case MessageType.Ping:
          return client.send({ type: MessageType.Pong, ...(message.payload ? { payload: message.payload } : {}) });
        case MessageType.Pong:
          return undefined;
        case MessageType.Subscribe:
          return onSubscribe(client, message);
        case MessageType.Complete:
          return client.operations.stop(message.id);
        // Not a message, or one that only a server may send.
        default:
          return client.close(closeCodes.BAD_REQUEST, 'Invalid message received');
      }
    },
  };
}
