import type { SubgraphTransport } from '@soko/subgraph';
import { isToken } from '../domain/line.ts';
import type { Order } from '../domain/order.ts';
import type { ShortLine } from '../domain/refusals.ts';
import { ordersCommitTokens, ordersReserveTokens } from '../generated/peers/chain.ts';
import { askAsOrders } from './ask.ts';

/** Items of tokens. Every change happens once per line, however often it is requested. */
export interface ChainPeer {
  /** Reserves the items that orders sell, all or none. */
  reserve(
    orders: readonly Order[],
    ttlSeconds: number,
    correlationId: string,
  ): Promise<{ reserved: true } | { reserved: false; short: ShortLine[] }>;
  /** Keeps them until the orders are charged or end. */
  commit(orders: readonly Order[], correlationId: string): Promise<{ committed: boolean }>;
}

const tokenLines = ({ id: orderId, lines }: Order) =>
  lines
    .filter(isToken)
    .map(({ id: lineId, productId, variantId, quantity }) => ({ orderId, lineId, productId, variantId, quantity }));

export function createChainPeer(transport: SubgraphTransport): ChainPeer {
  const ask = askAsOrders('chain', transport);
  return {
    async reserve(orders, ttlSeconds, correlationId) {
      const lines = orders.flatMap(tokenLines);
      if (lines.length === 0) return { reserved: true };
      const { reserveTokens } = await ask(ordersReserveTokens, { input: { lines, ttlSeconds } }, correlationId);
      if (reserveTokens.__typename === 'TokensReserved') return { reserved: true };
      return { reserved: false, short: [...reserveTokens.lines] };
    },
    async commit(orders, correlationId) {
      const lineIds = orders.flatMap(tokenLines).map(({ lineId }) => lineId);
      if (lineIds.length === 0) return { committed: true };
      const { commitTokens } = await ask(ordersCommitTokens, { input: { lineIds } }, correlationId);
      return { committed: commitTokens.__typename === 'TokensCommitted' };
    },
  };
}
