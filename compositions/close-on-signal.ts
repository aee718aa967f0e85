import { createLogger } from '@soko/log';

/**
 * Runs `close` once on Ctrl-C, SIGTERM, or the end of the terminal, then ends the process. A second Ctrl-C, or `graceMs`
 * without an end, ends it at once.
 */
export function closeOnSignal(close: () => Promise<void>, graceMs: () => number): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // A terminal that closes sends SIGHUP, and its shell may send further signals: they must not cut the end short.
    if (stopping && signal === 'SIGHUP') return;
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), graceMs()).unref();
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
  process.on('SIGHUP', stop);
  // Writing to a terminal that is closed fails. That must not end the process before `close` has.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
