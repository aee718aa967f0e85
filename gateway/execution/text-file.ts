import { readFile } from 'node:fs/promises';
import { unwatchFile, watchFile } from 'node:fs';
import type { Logger } from '@soko/log';

/** The source of a text, such as the supergraph, and of its changes. */
export interface TextSource {
  read(): Promise<string>;
  /** Calls `changed`, which may return a promise, with every new text until the function it returns is called. */
  watch(changed: (text: string) => unknown): () => void;
}

/**
 * A text in a file, checked for changes every `pollMs` (0: never). Polling also notices changes that a file watcher misses: those
 * of mounted volumes, and of symbolic links that Kubernetes redirects. `what` names the text in logs.
 */
export function textFile(path: string, what: string, options: { pollMs: number; log: Logger }): TextSource {
  const read = async (): Promise<string> => readFile(path, 'utf8');
  return {
    read,
    watch(changed) {
      if (options.pollMs === 0) return () => {};
      const reread = (): void => {
        read().then(changed, (error: unknown) => options.log.error({ err: error, path }, `could not read ${what}`));
      };
      watchFile(path, { interval: options.pollMs, persistent: false }, reread);
      return () => unwatchFile(path, reread);
    },
  };
}

/** A supergraph in a file. */
export const supergraphFile = (path: string, options: { pollMs: number; log: Logger }): TextSource =>
  textFile(path, 'the supergraph file', options);
