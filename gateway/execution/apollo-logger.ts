import type { Logger } from '@soko/log';

/** Lowers the level of Apollo's messages: its info messages are details for operators of Soko. */
export const apolloLogger = (log: Logger) => ({
  debug: (message?: unknown) => log.trace(String(message)),
  info: (message?: unknown) => log.debug(String(message)),
  warn: (message?: unknown) => log.warn(String(message)),
  error: (message?: unknown) => log.error(String(message)),
});
