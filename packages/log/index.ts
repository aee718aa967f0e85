import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';
import { traceIds } from '@soko/tracing';
import pino from 'pino';
import type { PrettyOptions } from 'pino-pretty';
import { scrubLine } from './scrub.ts';

export { scrubText } from './scrub.ts';

export type Logger = pino.Logger;

/** The useful fields of an error. Drivers attach whole connections, credentials included, to theirs. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = (error as { code?: unknown }).code;
  return {
    name,
    message,
    stack,
    ...(code === undefined ? {} : { code }),
    ...(cause ? { cause: describeError(cause) } : {}),
  };
}

/** `auto` is `pretty` when stdout is a terminal, otherwise `json`. */
export type LogFormat = 'auto' | 'pretty' | 'json';

type PrettyStream = (options: PrettyOptions) => pino.DestinationStream;

/** Lines for people, on stdout or `destination`. The package is loaded only by programs that need it. */
export function prettyLines(destination?: Writable): pino.DestinationStream {
  const pretty = createRequire(import.meta.url)('pino-pretty') as PrettyStream;
  return pretty({
    colorize: destination === undefined && process.stdout.isTTY && process.stdout.hasColors(),
    // Written at once: a process that ends loses no line.
    sync: true,
    translateTime: 'SYS:HH:MM:ss',
    messageFormat: '{if subgraph}{subgraph}: {end}{msg}',
    ignore: 'pid,hostname,subgraph',
    ...(destination ? { destination: destination } : {}),
  });
}

/**
 * Writes log lines to stdout (or JSON to `destination`), each with the name of the service: as JSON, or for people to read
 * when `format` or a terminal says so.
 */
export function createLogger(options: {
  name: string;
  level?: string;
  format?: LogFormat;
  destination?: pino.DestinationStream;
}): Logger {
  const { format = 'auto' } = options;
  const isPretty = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
  const destination = options.destination ?? (isPretty ? prettyLines() : undefined);
  const settings = {
    name: options.name,
    level: options.level ?? 'info',
    serializers: { err: describeError },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: traceIds,
    hooks: { streamWrite: scrubLine },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(settings, destination) : pino(settings);
}

/** A logger that writes nothing, for tests and tools. */
export const silentLogger: Logger = pino({ level: 'silent' });
