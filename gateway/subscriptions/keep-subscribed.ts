import { setTimeout as sleep } from 'node:timers/promises';
import { createReconnecting } from './reconnecting.ts';
import { isFinal, Refused } from './refusal-in.ts';
import type { StreamSink } from './subgraph-stream.ts';

/** Follows one connection. `onOpen` is called when it is there. True when the subgraph says that nothing more comes. */
export type Follow = (onOpen: () => void, signal: AbortSignal) => Promise<boolean>;

/** Follows a subscription over one connection after another, until it ends. The function that it returns ends it. */
export function keepSubscribed(follow: Follow, sink: StreamSink, retryForMs: number): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const reconnecting = createReconnecting(retryForMs);
  const onOpen = (): void => {
    if (reconnecting.opened()) sink.gap();
  };

  const run = async (): Promise<void> => {
    for (;;) {
      let failure: unknown = new Error('The subgraph ended the stream.');
      try {
        if (await follow(onOpen, signal)) return sink.end(null);
      } catch (error) {
        if (error instanceof Refused && !signal.aborted) {
          sink.next({ data: null, errors: error.errors });
          return sink.end(null);
        }
        failure = error;
      }
      if (signal.aborted) return undefined;
      const pauseMs = isFinal(failure) ? null : reconnecting.lost();
      if (pauseMs === null) return sink.end(failure);
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return undefined;
    }
  };

  void run();
  return () => ending.abort();
}
