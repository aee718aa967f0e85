import type { OrdersCommitTokensVariables, OrdersReserveTokensVariables } from '../../generated/peers/chain.ts';
import { type Fixture, startFixture } from '@soko/testing';

interface HeldLine {
  productId: string;
  quantity: number;
  status: 'HELD' | 'COMMITTED' | 'EXPIRED';
}

export interface ChainFixture extends Fixture {
  /** Items that exist, by the product that sells them. */
  supply: Map<string, number>;
  /** Items of lines of orders. */
  held: Map<string, HeldLine>;
}

/** Supplies of tokens with their rules: all lines or none, once per line. */
export function startChain(): ChainFixture {
  const supply: ChainFixture['supply'] = new Map();
  const held: ChainFixture['held'] = new Map();
  const isKept = (lineId: string): boolean => ['HELD', 'COMMITTED'].includes(held.get(lineId)?.status ?? '');
  const left = (productId: string): number =>
    [...held.values()]
      .filter((line) => line.productId === productId && line.status !== 'EXPIRED')
      .reduce((all, { quantity }) => all - quantity, supply.get(productId) ?? 0);
  const fixture = startFixture('chain', {
    Mutation: {
      reserveTokens(_, { input }: OrdersReserveTokensVariables) {
        const wanted = input.lines.filter(({ lineId }) => !isKept(lineId));
        const short = wanted.filter(({ productId, quantity }) => quantity > left(productId));
        if (short.length > 0) {
          const lines = short.map(({ productId, variantId, quantity }) => {
            return { variantId, requested: quantity, available: left(productId) };
          });
          return { __typename: 'TokensShort', lines };
        }
        for (const { lineId, productId, quantity } of wanted) held.set(lineId, { productId, quantity, status: 'HELD' });
        return { __typename: 'TokensReserved', count: input.lines.length };
      },
      commitTokens(_, { input }: OrdersCommitTokensVariables) {
        const gone = input.lineIds.filter((lineId) => !isKept(lineId));
        if (gone.length > 0) return { __typename: 'TokensGone', lineIds: gone };
        for (const lineId of input.lineIds) held.get(lineId)!.status = 'COMMITTED';
        return { __typename: 'TokensCommitted', count: input.lineIds.length };
      },
    },
  });
  return { ...fixture, supply, held };
}
