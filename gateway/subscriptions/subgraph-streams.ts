import { rateLimited, serviceUnavailable } from '@soko/errors';
import type { GatewayEnv } from '../env.ts';

/** Counts a subscription that a subgraph serves. The function that it returns is called once, when it has ended. */
export type TakeStream = (socket: object | undefined) => () => void;

/**
 * Bounds the subscriptions that subgraphs serve, in all and of one WebSocket: each is a connection to a subgraph. A stream of
 * server-sent events has one subscription, and `MAX_SOCKETS_PER_ADDRESS` bounds these.
 */
export function limitStreams(
  env: Pick<GatewayEnv, 'MAX_SUBGRAPH_STREAMS' | 'MAX_SUBGRAPH_STREAMS_PER_SOCKET'>,
): TakeStream {
  const ofSocket = new WeakMap<object, number>();
  let inAll = 0;
  const add = (socket: object | undefined, count: number): void => {
    inAll += count;
    if (socket) ofSocket.set(socket, (ofSocket.get(socket) ?? 0) + count);
  };
  return (socket) => {
    const most = env.MAX_SUBGRAPH_STREAMS_PER_SOCKET;
    if (socket && (ofSocket.get(socket) ?? 0) >= most)
      throw rateLimited(1, `A socket may run at most ${most} of these subscriptions at once.`);
    if (inAll >= env.MAX_SUBGRAPH_STREAMS) throw serviceUnavailable();
    add(socket, 1);
    return () => add(socket, -1);
  };
}
