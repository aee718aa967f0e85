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

/** JSON lines on stdout (or on `destination`), one object each, named after the service that writes them. */
export function createLogger(options: {
  name: string;
  level?: string;
  destination?: pino.DestinationStream;
}): Logger {
  const settings = {
    name: options.name,
    level: options.level ?? 'info',
    redact: { paths: redact, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/** A logger for tests and tools that want none. */
export const silentLogger: Logger = pino({ level: 'silent' });
