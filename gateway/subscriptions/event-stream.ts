import type { ServerResponse } from 'node:http';
import type { ClientIdentity } from '@soko/auth';
import type { FastifyReply } from 'fastify';
import type { LiveMessage } from './live-message.ts';
import type { Read } from './outlet.ts';

/** An open response of the type `text/event-stream`. */
export interface EventStream {
  readonly identity: ClientIdentity;
  /** The cursor that a browser sends when it reconnects, and the time after which it does. */
  begin(cursor: string | null, retryMs: number): Promise<void>;
  /** Sends the messages until they end or the stream is closed. */
  sendAll(messages: AsyncGenerator<Read<LiveMessage>, void, void>): Promise<void>;
  sendResult(result: object): Promise<void>;
  /** Says that nothing more comes, so that clients do not reconnect, and closes the stream. */
  complete(): Promise<void>;
  /** Sends a comment, so that proxies keep the connection open. */
  keepAlive(): void;
  /** Closes the stream; clients reconnect. */
  close(): void;
  terminate(): void;
}

/** `X-Accel-Buffering` is for nginx, which otherwise waits for more. */
const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

const idLine = (cursor: string | null): string => (cursor === null ? '' : `id: ${cursor}\n`);

/** Resolves when the connection has taken the text, or is closed. A client that takes nothing for so long is disconnected. */
const write = (response: ServerResponse, text: string, timeoutMs: number): Promise<void> =>
  new Promise((resolve) => {
    if (response.destroyed || response.writableEnded) return resolve();
    const stalled = setTimeout(() => response.destroy(), timeoutMs);
    response.write(text, () => {
      clearTimeout(stalled);
      resolve();
    });
  });

/** Opens the stream as the response of a request. `onClose` is called once, when either side closes it. */
export function openEventStream(
  reply: FastifyReply,
  identity: ClientIdentity,
  options: { timeoutMs: number; onClose: (stream: EventStream) => void },
): EventStream {
  reply.hijack();
  const response = reply.raw;
  response.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...headers });
  response.flushHeaders();
  let messages: AsyncGenerator<unknown, void, void> | null = null;
  const send = (text: string): Promise<void> => write(response, text, options.timeoutMs);
  const stop = (): void => void messages?.return();
  const stream: EventStream = {
    identity,
    begin: (cursor, retryMs) => send(`retry: ${retryMs}\n${idLine(cursor)}\n`),
    async sendAll(wanted) {
      messages = wanted;
      if (response.destroyed || response.writableEnded) stop();
      for await (const { value, hasGap } of wanted) {
        await send(`event: next\n${idLine(value.cursor)}data: ${value.text(hasGap)}\n\n`);
      }
    },
    sendResult: (result) => send(`event: next\ndata: ${JSON.stringify(result)}\n\n`),
    async complete() {
      await send('event: complete\ndata: \n\n');
      response.end();
    },
    keepAlive() {
      if (response.writableLength === 0) void send(':\n\n');
    },
    close() {
      stop();
      response.end();
    },
    terminate: () => response.destroy(),
  };
  response.on('close', () => {
    stop();
    options.onClose(stream);
  });
  return stream;
}
