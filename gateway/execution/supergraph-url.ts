import type { Logger } from '@soko/log';
import { type TextSource, supergraphFile } from './text-file.ts';

/** Time in which a supergraph must arrive. */
const timeoutMs = 10_000;

/** Greatest size of a supergraph. */
const maxBytes = 16 * 1024 * 1024;

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > maxBytes) throw new Error(`The supergraph has more than ${maxBytes} bytes.`);
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

/**
 * A supergraph at a URL, asked for every `pollMs` (0: once) after the last one is served or refused. An answer that is not
 * 200, has the text that was read last, or does not come, changes nothing.
 */
export function supergraphUrl(url: string, { pollMs, log }: { pollMs: number; log: Logger }): TextSource {
  let etag: string | null = null;
  /** The text that was read last, because not every server knows ETags. */
  let last: string | null = null;

  /** The text; null when it is the one that was read last. */
  const ask = async (): Promise<string | null> => {
    const headers = etag === null ? {} : { 'if-none-match': etag };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    if (response.status === 304) return null;
    if (response.status !== 200) throw new Error(`The supergraph was answered with the status ${response.status}.`);
    const text = await textOf(response);
    etag = response.headers.get('etag');
    if (text === last) return null;
    last = text;
    return text;
  };

  return {
    async read() {
      etag = null;
      last = null;
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
          if (text !== null && !isEnded) await changed(text);
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
export const supergraphAt = (location: string, options: { pollMs: number; log: Logger }): TextSource =>
  /^https?:\/\//.test(location) ? supergraphUrl(location, options) : supergraphFile(location, options);
