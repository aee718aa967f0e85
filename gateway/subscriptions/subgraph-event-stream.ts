import { setTimeout as sleep } from 'node:timers/promises';
import type { SubgraphError, SubgraphRequest, SubgraphResponse } from '@soko/subgraph';
import { Client } from 'undici';
import { eventsIn, textIn } from './events-in.ts';
import { createReconnecting } from './reconnecting.ts';
import type { StreamOptions, StreamSink, SubscribeAt } from './subgraph-stream.ts';

/** Longest time without a byte. Servers send a comment more often, so that proxies keep the connection. */
const maxSilenceMs = 60_000;

/** Greatest part of a response that is read, when it is no stream. */
const maxRefusalBytes = 64 * 1024;

/** The subgraph refused the subscription: these are its errors. */
class Refused extends Error {
  readonly errors: readonly SubgraphError[];

  constructor(errors: readonly SubgraphError[]) {
    super('The subgraph refused the subscription.');
    this.errors = errors;
  }
}

/** A response that is no stream. */
class NoStream extends Error {
  override readonly name = 'NoStream';
  readonly status: number;

  constructor(status: number, text: string) {
    super(`status ${status}: ${text.slice(0, 200)}`);
    this.status = status;
  }
}

/** A response that is no stream: the errors in it, or nothing that can be used. */
function refusalIn(status: number, text: string): Error {
  try {
    const { errors } = JSON.parse(text) as SubgraphResponse;
    if (Array.isArray(errors)) return new Refused(errors);
  } catch {
    // It is not JSON either.
  }
  return new NoStream(status, text);
}

/** The same request would get the same answer. */
const isFinal = (error: unknown): boolean => error instanceof NoStream && error.status < 500;

/**
 * Subscriptions over server-sent events, in the distinct connections mode of graphql-sse. Each is a request with the headers
 * of its client. A lost connection is made again for a while.
 */
export function createSubgraphEventStream(options: StreamOptions): SubscribeAt {
  const { origin, pathname, search } = new URL(options.url);
  const { headersOf, timeoutMs, maxMessageBytes, ca } = options;

  /** Passes the events of one connection on. True when the subgraph says that nothing more comes. */
  const follow = async (request: SubgraphRequest, sink: StreamSink, signal: AbortSignal, onOpen: () => void) => {
    const client = new Client(origin, {
      headersTimeout: timeoutMs,
      bodyTimeout: maxSilenceMs,
      connectTimeout: timeoutMs,
      ...(ca === undefined ? {} : { connect: { ca } }),
    });
    try {
      const { query, operationName, variables } = request;
      const { statusCode, headers, body } = await client.request({
        method: 'POST',
        path: `${pathname}${search}`,
        headers: { ...headersOf(request), accept: 'text/event-stream', 'content-type': 'application/json' },
        body: JSON.stringify({ query, operationName, variables }),
        signal,
      });
      if (!String(headers['content-type']).startsWith('text/event-stream'))
        throw refusalIn(statusCode, await textIn(body, maxRefusalBytes));
      onOpen();
      for await (const { event, data } of eventsIn(body, maxMessageBytes)) {
        if (event === 'complete') return true;
        if (event === 'next') sink.next(JSON.parse(data) as SubgraphResponse);
      }
      return false;
    } finally {
      void client.destroy();
    }
  };

  const run = async (request: SubgraphRequest, sink: StreamSink, signal: AbortSignal): Promise<void> => {
    const reconnecting = createReconnecting(options.retryForMs);
    const onOpen = (): void => {
      if (reconnecting.opened()) sink.gap();
    };
    for (;;) {
      let failure: unknown = new Error('The subgraph ended the stream.');
      try {
        if (await follow(request, sink, signal, onOpen)) return sink.end(null);
      } catch (error) {
        if (signal.aborted) return undefined;
        if (error instanceof Refused) {
          sink.next({ data: null, errors: error.errors });
          return sink.end(null);
        }
        failure = error;
      }
      const pauseMs = isFinal(failure) ? null : reconnecting.lost();
      if (pauseMs === null) return sink.end(failure);
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return undefined;
    }
  };

  return (request, sink) => {
    const ending = new AbortController();
    void run(request, sink, ending.signal);
    return () => ending.abort();
  };
}
