import type { SubgraphRequest, SubgraphResponse } from '@soko/subgraph';
import { Client } from 'undici';
import { eventsIn } from './events-in.ts';
import { keepSubscribed } from './keep-subscribed.ts';
import { refusalIn, shortTextOf } from './refusal-in.ts';
import type { StreamOptions, StreamSink, SubscribeAt } from './subgraph-stream.ts';

/** Longest time without a byte. Servers send a comment more often, so that proxies keep the connection. */
const maxSilenceMs = 60_000;

/**
 * Subscriptions over server-sent events, in the distinct connections mode of graphql-sse. Each is a request with the headers
 * of its client. A lost connection is made again for a while.
 */
export function createSubgraphEventStream(options: StreamOptions): SubscribeAt {
  const { origin, pathname, search } = new URL(options.url);
  const { headersOf, timeoutMs, maxMessageBytes, retryForMs, ca } = options;

  const follow = async (request: SubgraphRequest, sink: StreamSink, onOpen: () => void, signal: AbortSignal) => {
    const client = new Client(origin, {
      headersTimeout: timeoutMs,
      bodyTimeout: maxSilenceMs,
      connectTimeout: timeoutMs,
      ...(ca === undefined ? {} : { connect: { ca } }),
    });
    try {
      const { query, operationName, variables } = request;
      const sent = JSON.stringify({ query, operationName, variables });
      const { statusCode, headers, body } = await client.request({
        method: 'POST',
        path: `${pathname}${search}`,
        headers: { ...headersOf(request, sent), accept: 'text/event-stream', 'content-type': 'application/json' },
        body: sent,
        signal,
      });
      if (!String(headers['content-type']).startsWith('text/event-stream'))
        throw refusalIn(statusCode, await shortTextOf(body));
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

  return (request, sink) => keepSubscribed((onOpen, signal) => follow(request, sink, onOpen, signal), sink, retryForMs);
}
