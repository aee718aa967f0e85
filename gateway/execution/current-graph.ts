import { BadEnvironment } from '@soko/env';
import type { Logger } from '@soko/log';
import type { Metrics } from '../metrics.ts';
import type { Graph } from '../graph.ts';
import type { TextSource } from './text-file.ts';

/** The graph that is currently served. */
export interface CurrentGraph {
  get(): Graph;
  /** Calls `swapped` after each new supergraph until the function it returns is called. */
  onSwap(swapped: () => void): () => void;
  close(): Promise<void>;
}

/** Longest time until a refused supergraph is tried again. */
const maxRetryMs = 300_000;

/** What is wrong with the first supergraph, in one sentence. */
function explain(error: unknown): never {
  if (error instanceof BadEnvironment || !(error instanceof Error)) throw error;
  throw new BadEnvironment(`The supergraph cannot be served: ${error.message.split('\n')[0]}`);
}

/**
 * Serves the newest valid supergraph. The next one is built beside the current one and replaces it as a whole, so that no
 * operation is validated against one schema and planned with another. A refused one is tried again, ever more rarely and until
 * another comes, because its reason may pass: a certificate that is not there yet.
 */
export async function serveCurrentGraph(options: {
  source: TextSource;
  build: (supergraphSdl: string) => Promise<Graph>;
  /** Time until a refused supergraph is tried again, at first. 0: never. */
  retryMs: number;
  metrics: Metrics;
  log: Logger;
}): Promise<CurrentGraph> {
  const { source, build, retryMs, metrics, log } = options;
  let current = await build(await source.read()).catch(explain);
  let swaps = Promise.resolve();
  const listeners = new Set<() => void>();

  let newest: string | null = null;
  let retry: NodeJS.Timeout | undefined;

  /** Tries the newest supergraph, and again after a while when it is refused. */
  const attempt = async (supergraphSdl: string, tries: number): Promise<void> => {
    if (supergraphSdl !== newest) return;
    clearTimeout(retry);
    if (supergraphSdl === current.supergraphSdl) return;
    try {
      const previous = current;
      current = await build(supergraphSdl);
      metrics.schemaSwap('swapped');
      log.info('serving a new supergraph');
      for (const swapped of listeners) swapped();
      previous.retire().catch((error: unknown) => log.warn({ err: error }, 'could not stop the previous supergraph'));
    } catch (error) {
      if (tries === 0) {
        metrics.schemaSwap('refused');
        log.error({ err: error }, 'the new supergraph is invalid; still serving the previous one');
      }
      if (retryMs === 0) return;
      const later = (): void => void swap(supergraphSdl, tries + 1);
      retry = setTimeout(later, Math.min(maxRetryMs, retryMs * 2 ** Math.min(tries, 16)));
      retry.unref();
    }
  };

  const swap = (supergraphSdl: string, tries: number): Promise<void> => {
    swaps = swaps.then(() => attempt(supergraphSdl, tries));
    return swaps;
  };

  const unwatch = source.watch((supergraphSdl) => {
    newest = supergraphSdl;
    return swap(supergraphSdl, 0);
  });

  return {
    get: () => current,
    onSwap(swapped) {
      listeners.add(swapped);
      return () => listeners.delete(swapped);
    },
    async close() {
      unwatch();
      await swaps;
      clearTimeout(retry);
      await current.stop();
    },
  };
}
