import type { SubgraphError, SubgraphRequest } from '@soko/subgraph';
import { Client } from 'undici';
import type { Callback, Callbacks } from './callbacks.ts';
import { keepSubscribed } from './keep-subscribed.ts';
import { errorsIn, NoStream, Refused, shortTextOf } from './refusal-in.ts';
import type { StreamOptions, StreamSink, SubscribeAt } from './subgraph-stream.ts';

/** Messages that may be missing one after another. */
const missedHeartbeats = 3;

interface Silence {
  heard(): void;
  stop(): void;
}

/** Calls `lost` when `heard` was not called for `ms`; 0 never does. */
function watchSilence(ms: number, lost: () => void): Silence {
  if (ms === 0) return { heard() {}, stop() {} };
  const timer = setTimeout(lost, ms);
  return { heard: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

/**
 * Subscriptions by the callback protocol: the subgraph posts the messages to the gateway. One that posts nothing for a while
 * is asked again, with another id.
 */
export function createSubgraphCallbacks(
  options: StreamOptions & { callbacks: Callbacks; heartbeatMs: number },
): SubscribeAt {
  const { origin, pathname, search } = new URL(options.url);
  const { headersOf, timeoutMs, retryForMs, ca, callbacks, heartbeatMs } = options;

  /** Asks the subgraph to begin. It has posted its first `check` when it answers. */
  const ask = async (request: SubgraphRequest, callback: Callback, signal: AbortSignal): Promise<void> => {
    const client = new Client(origin, {
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connectTimeout: timeoutMs,
      ...(ca === undefined ? {} : { connect: { ca } }),
    });
    try {
      const { query, operationName, variables } = request;
      const { callbackUrl, subscriptionId, verifier } = callback;
      const subscription = { callbackUrl, subscriptionId, verifier, heartbeatIntervalMs: heartbeatMs };
      const sent = JSON.stringify({ query, operationName, variables, extensions: { subscription } });
      const { statusCode, body } = await client.request({
        method: 'POST',
        path: `${pathname}${search}`,
        headers: {
          ...headersOf(request, sent),
          accept: 'application/json;callbackSpec=1.0',
          'content-type': 'application/json',
        },
        body: sent,
        signal,
      });
      const text = await shortTextOf(body);
      const errors = errorsIn(text);
      // Apollo Server answers 500 with an error when it cannot reach the gateway.
      if (errors && statusCode < 500) throw new Refused(errors);
      if (statusCode < 200 || statusCode > 299) throw new NoStream(statusCode, text);
    } finally {
      void client.destroy();
    }
  };

  const follow = async (
    request: SubgraphRequest,
    sink: StreamSink,
    onOpen: () => void,
    signal: AbortSignal,
  ): Promise<boolean> => {
    let isChecked = false;
    let resolve: (isComplete: boolean) => void;
    const ended = new Promise<boolean>((settle) => (resolve = settle));
    let silence: Silence | null = null;
    const onAbort = (): void => resolve(false);
    signal.addEventListener('abort', onAbort);
    const callback = callbacks.open({
      check() {
        silence?.heard();
        if (!isChecked) onOpen();
        isChecked = true;
      },
      next(response) {
        silence?.heard();
        sink.next(response);
      },
      complete(errors: readonly SubgraphError[]) {
        if (errors.length > 0) sink.next({ data: null, errors });
        resolve(true);
      },
    });
    try {
      await ask(request, callback, signal);
      if (!isChecked) throw new NoStream(200, 'the subgraph sent no check to the gateway');
      // The request has a time of its own, which may be longer.
      silence = watchSilence(missedHeartbeats * heartbeatMs, () => resolve(false));
      return await ended;
    } finally {
      callback.close();
      silence?.stop();
      signal.removeEventListener('abort', onAbort);
    }
  };

  return (request, sink) => keepSubscribed((onOpen, signal) => follow(request, sink, onOpen, signal), sink, retryForMs);
}
