import pino from 'pino';

export type Logger = pino.Logger;

/** Paths that never reach a log line in clear: secrets, one-time codes and what identifies a person. */
const redact = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'code',
  'authorization',
  'email',
  'phone',
  '*.password',
  '*.token',
  '*.accessToken',
  '*.refreshToken',
  '*.secret',
  '*.authorization',
  '*.email',
  '*.phone',
  'req.headers.authorization',
  'req.headers.cookie',
];

/** Of an error only what helps: drivers hang connections, with all they know, on theirs. */
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

/** JSON lines on stdout (or on `destination`), one object each, named after the service that writes them. */
export function createLogger(options: { name: string; level?: string; destination?: pino.DestinationStream }): Logger {
  const settings = {
    name: options.name,
    level: options.level ?? 'info',
    redact: { paths: redact, censor: '[redacted]' },
    serializers: { err: describeError },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/** A logger for tests and tools that want none. */
export const silentLogger: Logger = pino({ level: 'silent' });
