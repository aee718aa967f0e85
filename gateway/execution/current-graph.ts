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

/** What is wrong with the first supergraph, in one sentence. */
function explain(error: unknown): never {
  if (error instanceof BadEnvironment || !(error instanceof Error)) throw error;
  throw new BadEnvironment(`The supergraph cannot be served: ${error.message.split('\n')[0]}`);
}

/**
 * Serves the newest valid supergraph. The next one is built beside the current one and replaces it as a whole, so that no
 * operation is validated against one schema and planned with another.
 */
export async function serveCurrentGraph(options: {
  source: TextSource;
  build: (supergraphSdl: string) => Promise<Graph>;
  metrics: Metrics;
  log: Logger;
}): Promise<CurrentGraph> {
  const { source, build, metrics, log } = options;
  let current = await build(await source.read()).catch(explain);
  let swaps = Promise.resolve();
  const listeners = new Set<() => void>();

  const swap = async (supergraphSdl: string): Promise<void> => {
    if (supergraphSdl === current.supergraphSdl) return;
    try {
      const previous = current;
      current = await build(supergraphSdl);
      metrics.schemaSwap('swapped');
      log.info('serving a new supergraph');
      for (const swapped of listeners) swapped();
      previous.retire().catch((error: unknown) => log.warn({ err: error }, 'could not stop the previous supergraph'));
    } catch (error) {
      metrics.schemaSwap('refused');
      log.error({ err: error }, 'the new supergraph is invalid; still serving the previous one');
    }
  };

  const unwatch = source.watch((supergraphSdl) => {
    swaps = swaps.then(() => swap(supergraphSdl));
    return swaps;
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
      await current.stop();
    },
  };
}
