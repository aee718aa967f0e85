import { setTimeout as sleep } from 'node:timers/promises';
import type { SubgraphRequest, SubgraphResponse } from '@soko/subgraph';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { RequestHeaders } from '../execution/signed-headers.ts';
import { createReconnecting } from './reconnecting.ts';

/** Takes what a subgraph sends for a subscription. */
export interface StreamSink {
  next(response: SubgraphResponse): void;
  /** The connection was lost and is there again: what happened meanwhile is missing. */
  gap(): void;
  /** Nothing more comes; with an error when the subgraph did not say so. */
  end(error: unknown): void;
}

/** Subscribes at a subgraph. The function that it returns ends the subscription. */
export type SubscribeAt = (request: SubgraphRequest, sink: StreamSink) => () => void;

/** Subscribes at an address, which another supergraph may change. */
export interface Subscribing {
  subscribe: SubscribeAt;
  address: string;
}

/** Shorter than the idle timeout of common proxies. */
const pingEveryMs = 12_000;

export interface StreamOptions {
  /** Address of the subgraph for subscriptions. */
  url: string;
  headersOf: RequestHeaders;
  timeoutMs: number;
  maxMessageBytes: number;
  /** Time for which a lost connection is made again, in ms. */
  retryForMs: number;
  ca?: string | undefined;
}

/** Breaks the connection when a ping is not answered in time: the subgraph may have gone without a word. */
function watchPings(timeoutMs: number, terminate: () => void) {
  let timer: NodeJS.Timeout | undefined;
  return {
    ping(isReceived: boolean) {
      if (!isReceived) timer = setTimeout(terminate, timeoutMs);
    },
    pong(isReceived: boolean) {
      if (isReceived) clearTimeout(timer);
    },
    closed: () => clearTimeout(timer),
  };
}

/** Errors of GraphQL, with which a subgraph refuses a subscription. */
const isRefusal = (error: unknown): error is SubgraphResponse['errors'] & unknown[] => Array.isArray(error);

/**
 * Subscriptions over graphql-transport-ws, each with a connection of its own: it has the headers of its client, in the
 * upgrade and in `connection_init`. A signature among them is of the payload of `subscribe`, and new for each connection. A
 * lost connection is made again for a while.
 */
export function createSubgraphStream(options: StreamOptions): SubscribeAt {
  const { url, headersOf, timeoutMs, maxMessageBytes, ca } = options;

  const connect = (headersNow: () => Record<string, string>, signal: AbortSignal, onAgain: () => void): Client => {
    const settings = {
      handshakeTimeout: timeoutMs,
      maxPayload: maxMessageBytes,
      ...(ca === undefined ? {} : { ca }),
    };
    const reconnecting = createReconnecting(options.retryForMs);
    let pauseMs: number | null = null;
    let headers: Record<string, string> = {};
    const client: Client = createClient({
      url,
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocol: string) {
          headers = headersNow();
          super(address, protocol, { ...settings, headers });
        }
      },
      connectionParams: () => headers,
      connectionAckWaitTimeout: timeoutMs,
      keepAlive: pingEveryMs,
      retryAttempts: Infinity,
      shouldRetry: () => (pauseMs = reconnecting.lost()) !== null,
      retryWait: () => sleep(pauseMs ?? 0, undefined, { signal }).catch(() => {}),
      on: {
        ...watchPings(timeoutMs, () => client.terminate()),
        connected: () => {
          if (reconnecting.opened()) onAgain();
        },
      },
    });
    return client;
  };

  return (request, sink) => {
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
      void client.dispose();
    };
    const finish = (error: unknown): void => {
      if (ending.signal.aborted) return;
      end();
      sink.end(error);
    };
    const { query, operationName = null, variables = {} } = request;
    const payload = { query, operationName, variables };
    const sent = JSON.stringify(payload);
    const client = connect(
      () => headersOf(request, sent),
      ending.signal,
      () => sink.gap(),
    );
    const unsubscribe = client.subscribe(payload, {
      next: (response) => sink.next(response as SubgraphResponse),
      error(error) {
        if (!isRefusal(error)) return finish(error);
        sink.next({ data: null, errors: error });
        return finish(null);
      },
      complete: () => finish(null),
    });
    return () => {
      ending.abort();
      unsubscribe();
      end();
    };
  };
}
