import pino from 'pino';
import { censor, scrubLine } from './scrub.ts';

export { scrubText } from './scrub.ts';

export type Logger = pino.Logger;

/** Paths that are removed from every log line: secrets and one-time codes. `scrubLine` removes personal data. */
const redact = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'code',
  'authorization',
  '*.password',
  '*.token',
  '*.accessToken',
  '*.refreshToken',
  '*.secret',
  '*.authorization',
  'req.headers.authorization',
  'req.headers.cookie',
];

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

/** Writes JSON lines to stdout (or to `destination`), each with the name of the service. */
export function createLogger(options: { name: string; level?: string; destination?: pino.DestinationStream }): Logger {
  const settings = {
    name: options.name,
    level: options.level ?? 'info',
    redact: { paths: redact, censor },
    serializers: { err: describeError },
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: scrubLine },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/** A logger that writes nothing, for tests and tools. */
export const silentLogger: Logger = pino({ level: 'silent' });
