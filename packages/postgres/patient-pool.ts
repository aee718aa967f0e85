import { AsyncResource } from 'node:async_hooks';
import pg from 'pg';
import { lacksConnection } from './lacks-connection.ts';
import { stalledMs, watchStalls } from './stalls.ts';

type Done = (error: Error | undefined, client: pg.PoolClient | undefined, release: (error?: unknown) => void) => void;

/**
 * A pool whose `connectionTimeoutMillis` counts only time in which this process could react. By the clock alone, a process
 * that starts on a busy machine, or continues after it was stopped, gives up connections that are ready.
 */
export class PatientPool extends pg.Pool {
  constructor(options: pg.PoolConfig) {
    super(options);
    watchStalls();
  }

  override connect(done?: Done): never {
    // A connection that another piece of work releases is handed over in the context of that work.
    if (done !== undefined) return this.#connectUntil(AsyncResource.bind(done)) as never;
    return new Promise((resolve, reject) => {
      this.#connectUntil((error, client) => (client === undefined ? reject(error!) : resolve(client)));
    }) as never;
  }

  #connectUntil(done: Done): void {
    const begunAt = performance.now();
    const stalledBefore = stalledMs();
    const attempt = (): void => {
      super.connect((error, client, release) => {
        if (!lacksConnection(error)) return done(error, client, release);
        // After the sockets were read, and the clock was looked at.
        setImmediate(() => {
          const waitedMs = performance.now() - begunAt - (stalledMs() - stalledBefore);
          if (waitedMs < (this.options.connectionTimeoutMillis ?? 0)) attempt();
          else done(error, client, release);
        });
      });
    };
    attempt();
  }
}
