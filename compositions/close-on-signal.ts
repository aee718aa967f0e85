import { createLogger } from '@soko/log';

/**
 * Runs `close` once on Ctrl-C or SIGTERM, then ends the process. A second signal, or `graceMs` without an end, ends it at
 * once.
 */
export function closeOnSignal(close: () => Promise<void>, graceMs = 15_000): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), graceMs).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        createLogger({ name: 'soko' }).error({ err: error, signal }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
