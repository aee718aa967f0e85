import type { Logger } from '@soko/log';

/** Apollo's packages chat at level info about what is not news to anybody who runs Soko. */
export const apolloLogger = (log: Logger) => ({
  debug: (message?: unknown) => log.trace(String(message)),
  info: (message?: unknown) => log.debug(String(message)),
  warn: (message?: unknown) => log.warn(String(message)),
  error: (message?: unknown) => log.error(String(message)),
});
