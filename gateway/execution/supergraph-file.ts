import { readFile } from 'node:fs/promises';
import { unwatchFile, watchFile } from 'node:fs';
import type { Logger } from '@soko/log';

/** Where the supergraph comes from, and how its changes become known. */
export interface SupergraphSource {
  read(): Promise<string>;
  /** Calls `changed` with every new text until the function it returns is called. */
  watch(changed: (supergraphSdl: string) => void): () => void;
}

/**
 * A file, looked at every `pollMs` (0: never). Polling sees what a watcher on the file would miss: mounted volumes, and
 * a symbolic link that comes to point elsewhere, as in Kubernetes.
 */
export function supergraphFile(path: string, options: { pollMs: number; log: Logger }): SupergraphSource {
  const read = async (): Promise<string> => readFile(path, 'utf8');
  return {
    read,
    watch(changed) {
      if (options.pollMs === 0) return () => {};
      const look = (): void => {
        read().then(changed, (error: unknown) =>
          options.log.error({ err: error, path }, 'the supergraph is not readable'),
        );
      };
      watchFile(path, { interval: options.pollMs, persistent: false }, look);
      return () => unwatchFile(path, look);
    },
  };
}
