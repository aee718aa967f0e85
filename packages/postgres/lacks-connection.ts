/** What `pg` says of a connection that was not made or did not become free in time. */
const timeouts = /^(timeout exceeded when trying to connect|Connection terminated due to connection timeout)$/;

/**
 * Whether an error means that a pool had no connection in time, because all were in use or the server did not answer. Nothing was
 * sent, unlike with a connection that was lost.
 */
export const lacksConnection = (error: unknown): error is Error =>
  error instanceof Error && timeouts.test(error.message);
