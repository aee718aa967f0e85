import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../context.ts';

const entry = (name: string, durationMs: number): string => `${name};dur=${durationMs.toFixed(1)}`;

/** Adds `Server-Timing` for the browser's network panel. Development only, because it names the subgraphs. */
export const serverTiming = (): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ response, contextValue: { fetches, startedAt } }) {
        const timings = [
          entry('total', performance.now() - startedAt),
          ...fetches.map(({ subgraph, durationMs }) => entry(subgraph, durationMs)),
        ];
        response.http.headers.set('server-timing', timings.join(', '));
      },
    };
  },
});
