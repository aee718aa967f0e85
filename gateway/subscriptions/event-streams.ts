import type { ClientIdentity } from '@soko/auth';
import { badUserInput, isCallersMistake, serviceUnavailable, unauthenticated } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { Documents } from '../documents/documents.ts';
import type { GatewayEnv } from '../env.ts';
import { maskError } from '../errors/mask-error.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { OperationResult } from '../graph.ts';
import type { Metrics } from '../metrics.ts';
import type { Admission } from './admission.ts';
import { endedReason } from './authenticate-client.ts';
import { type EventStream, openEventStream } from './event-stream.ts';
import { expiryOf } from './expiry-of.ts';
import { typeOf } from './is-subscription.ts';
import type { LiveClients } from './live-clients.ts';
import type { Begun, LiveQueries } from './live-queries.ts';
import { requestedOperation } from './requested-operation.ts';

/**
 * Operations over server-sent events, in the distinct connections mode of graphql-sse: each operation is a request whose
 * response is a stream. https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
 */
export interface EventStreams extends LiveClients {
  /** True when the client wants this response as a stream: it accepts nothing else, or asks for a subscription. */
  isFor(request: FastifyRequest): boolean;
  /** Answers the request with a stream, or throws the reason why there is none at the moment. */
  accept(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
}

/** Shorter than the idle timeout of common proxies. */
const keepAliveMs = 12_000;

/** Browsers reconnect after a time between these. */
const [minRetryMs, maxRetryMs] = [500, 5_000];

/** The longest delay of a timer. */
const maxTimerMs = 2 ** 31 - 1;

const acceptsStream = /\btext\/event-stream\b/i;
const acceptsJson = /\bapplication\/([\w.-]+\+)?json\b/i;

/** A stream that starts. It counts as open, so that many at once are no more than the limit. */
interface Starting {
  readonly identity: ClientIdentity;
  /** Why it ends before it began. */
  end: 'access' | 'restart' | null;
}

/** Errors that pass: clients try again when the response has their status. */
const isTemporary = (error: GraphQLError): boolean =>
  ['RATE_LIMITED', 'SERVICE_UNAVAILABLE'].includes(String(error.extensions['code']));

export function createEventStreams(options: {
  env: GatewayEnv;
  graphs: CurrentGraph;
  documents: Documents;
  live: LiveQueries;
  admission: Admission;
  metrics: Metrics;
  log: Logger;
}): EventStreams {
  const { env, graphs, documents, live, admission, metrics } = options;
  const streams = new Set<EventStream>();
  const starting = new Set<Starting>();
  const timer = setInterval(() => streams.forEach((stream) => stream.keepAlive()), keepAliveMs);
  timer.unref();

  const execute = async (request: FastifyRequest): Promise<Begun | OperationResult> => {
    const { operation, resumeFrom } = requestedOperation(request, documents);
    const type = typeOf(operation, env.MAX_TOKENS);
    const { identity } = request;
    if (type === OperationTypeNode.SUBSCRIPTION) return live.begin({ operation, identity, resumeFrom });
    if (type === OperationTypeNode.MUTATION && request.method === 'GET') {
      throw badUserInput('Mutations must be sent by POST.', 'query');
    }
    return graphs.get().execute(operation, identity);
  };

  const start = async (request: FastifyRequest): Promise<Begun | OperationResult> => {
    try {
      return await execute(request);
    } catch (error) {
      if (!(error instanceof GraphQLError) || !isCallersMistake(error) || isTemporary(error)) throw error;
      return { errors: [maskError(error.toJSON(), error)] };
    }
  };

  const open = (reply: FastifyReply, identity: ClientIdentity, authorization: string | undefined): EventStream => {
    const closing =
      authorization === undefined
        ? undefined
        : setTimeout(
            () => stream.close(),
            Math.min(Math.max(expiryOf(authorization, Date.now()) - Date.now(), 0), maxTimerMs),
          );
    const onClose = (closed: EventStream): void => {
      clearTimeout(closing);
      streams.delete(closed);
      admission.open.delete(closed);
      metrics.streams(-1);
    };
    const stream = openEventStream(reply, identity, { timeoutMs: env.READ_TIMEOUT_MS, onClose });
    streams.add(stream);
    admission.open.add(stream);
    metrics.streams(1);
    // The client left while its operation started: its connection closes no second time.
    if (reply.raw.destroyed) onClose(stream);
    return stream;
  };

  const run = async (stream: EventStream, started: Begun | OperationResult, isBrowser: boolean): Promise<void> => {
    if (!('messages' in started)) {
      await stream.sendResult('refused' in started ? started.refused : started);
      return stream.complete();
    }
    const retryMs = Math.round(minRetryMs + Math.random() * (maxRetryMs - minRetryMs));
    // The client library of graphql-sse accepts no such block; it sends operations by POST.
    if (isBrowser) await stream.begin(started.cursor, retryMs);
    await stream.sendAll(started.messages);
    return stream.complete();
  };

  return {
    isFor(request) {
      const accept = request.headers.accept ?? '';
      if (!acceptsStream.test(accept)) return false;
      if (!acceptsJson.test(accept)) return true;
      try {
        const { operation } = requestedOperation(request, documents);
        return typeOf(operation, env.MAX_TOKENS) === OperationTypeNode.SUBSCRIPTION;
      } catch {
        // The answer to it says why.
        return false;
      }
    },
    async accept(request, reply) {
      admission.check(request.identity);
      const { identity, headers, method } = request;
      const place: Starting = { identity, end: null };
      admission.open.add(place);
      starting.add(place);
      const started = await start(request).finally(() => {
        admission.open.delete(place);
        starting.delete(place);
      });
      if (place.end !== null) {
        if ('messages' in started) void started.messages.return();
        throw place.end === 'access' ? unauthenticated(endedReason) : serviceUnavailable();
      }
      const stream = open(reply, identity, headers.authorization);
      void run(stream, started, method === 'GET');
      return reply;
    },
    closeGradually(ms) {
      clearInterval(timer);
      for (const each of starting) each.end ??= 'restart';
      for (const stream of streams) setTimeout(() => stream.close(), Math.random() * ms);
    },
    closeEnded(concerns) {
      for (const stream of streams) if (concerns(stream.identity.viewer)) stream.close();
      for (const each of starting) if (concerns(each.identity.viewer)) each.end = 'access';
    },
    terminateAll() {
      for (const stream of streams) stream.terminate();
    },
  };
}
