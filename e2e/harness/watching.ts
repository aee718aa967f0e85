import { until } from '@soko/testing';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A subscription in a story, and the messages it received so far. */
export interface Watched {
  // oxlint-disable-next-line typescript/no-explicit-any
  messages: any[];
  errors: unknown;
  /** Waits for a message of which `found` is true. */
  // oxlint-disable-next-line typescript/no-explicit-any
  sees(what: string, found: (data: any) => boolean): Promise<unknown>;
}

export interface Watcher {
  /** Resolves once the subscription is live, or refused. */
  watch(query: string, variables?: Record<string, unknown>): Promise<Watched>;
  close(): void;
}

/** A socket of the client that the playground and most apps use; `token` as `connection_init` wants it. */
// oxlint-disable-next-line node/no-process-env
export function watcher(token?: string, soko = process.env['SOKO_URL']!): Watcher {
  const client = createClient({
    url: `${soko.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => {},
    ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
  });

  /** The gateway answers it when what the same socket subscribed to before is live. */
  const whenLive = (): Promise<void> =>
    new Promise((resolve, reject) => {
      client.subscribe({ query: '{ __typename }' }, { next: () => {}, error: reject, complete: resolve });
    });

  return {
    async watch(query, variables = {}) {
      const watched: Watched = {
        messages: [],
        errors: null,
        sees: (what, found) => until(what, () => watched.messages.some(found)),
      };
      client.subscribe(
        { query, variables },
        {
          next({ data, errors }) {
            if (errors) watched.errors = errors;
            watched.messages.push(data);
          },
          error: (errors) => (watched.errors = errors),
          complete: () => {},
        },
      );
      await whenLive();
      return watched;
    },
    close: () => void client.dispose(),
  };
}
