import type { Logger } from '@soko/log';
import { type SupergraphSource, supergraphFile } from './supergraph-file.ts';

/** Time in which a supergraph must arrive. */
const timeoutMs = 10_000;

/**
 * A supergraph at a URL, asked for every `pollMs` (0: once). An answer that is not 200, or does not come, changes nothing.
 */
export function supergraphUrl(url: string, { pollMs, log }: { pollMs: number; log: Logger }): SupergraphSource {
  let etag: string | null = null;

  /** The text; null when it is the one that was read last. */
  const ask = async (): Promise<string | null> => {
    const headers = etag === null ? {} : { 'if-none-match': etag };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    if (response.status === 304) return null;
    if (response.status !== 200) throw new Error(`The supergraph was answered with the status ${response.status}.`);
    const text = await response.text();
    etag = response.headers.get('etag');
    return text;
  };

  return {
    async read() {
      etag = null;
      return (await ask()) ?? '';
    },
    watch(changed) {
      if (pollMs === 0) return () => {};
      let timer: NodeJS.Timeout;
      let isFailing = false;
      let isEnded = false;
      const poll = async (): Promise<void> => {
        try {
          const text = await ask();
          isFailing = false;
          if (text !== null && !isEnded) changed(text);
        } catch (error) {
          if (!isFailing)
            log.error({ err: error, url }, 'could not read the supergraph; still serving the previous one');
          isFailing = true;
        }
        if (!isEnded) wait();
      };
      const wait = (): void => {
        timer = setTimeout(() => void poll(), pollMs);
        timer.unref();
      };
      wait();
      return () => {
        isEnded = true;
        clearTimeout(timer);
      };
    },
  };
}

/** A supergraph in a file, or at a URL. */
export const supergraphAt = (location: string, options: { pollMs: number; log: Logger }): SupergraphSource =>
  /^https?:\/\//.test(location) ? supergraphUrl(location, options) : supergraphFile(location, options);
