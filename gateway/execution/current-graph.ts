import type { Logger } from '@soko/log';
import type { Metrics } from '../metrics.ts';
import type { Graph } from '../graph.ts';
import type { SupergraphSource } from './supergraph-file.ts';

/** The graph that is served now. */
export interface CurrentGraph {
  get(): Graph;
  close(): Promise<void>;
}

/**
 * Serves the newest supergraph that loads. The next one is built beside the present one and takes its place whole, so
 * no operation is validated against one schema and planned with another.
 */
export async function serveCurrentGraph(options: {
  source: SupergraphSource;
  build: (supergraphSdl: string) => Promise<Graph>;
  metrics: Metrics;
  log: Logger;
}): Promise<CurrentGraph> {
  const { source, build, metrics, log } = options;
  let current = await build(await source.read());
  let swaps = Promise.resolve();

  const swap = async (supergraphSdl: string): Promise<void> => {
    if (supergraphSdl === current.supergraphSdl) return;
    try {
      const previous = current;
      current = await build(supergraphSdl);
      metrics.schemaSwap('swapped');
      log.info('a new supergraph is served');
      previous.retire().catch((error: unknown) => log.warn({ err: error }, 'the previous supergraph did not end well'));
    } catch (error) {
      metrics.schemaSwap('refused');
      log.error({ err: error }, 'the new supergraph does not load; the previous one is still served');
    }
  };

  const unwatch = source.watch((supergraphSdl) => {
    swaps = swaps.then(() => swap(supergraphSdl));
  });

  return {
    get: () => current,
    async close() {
      unwatch();
      await swaps;
      await current.stop();
    },
  };
}
