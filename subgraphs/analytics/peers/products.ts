import { serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import type { Goods } from '../domain/funnel/visit.ts';
import { analyticsOwnersOfProducts } from '../generated/peers/products.ts';

/** Who sells products, by their ids, without those that are not on sale. */
export type FindOwners = (ids: readonly string[], correlationId: string) => Promise<ReadonlyMap<string, Goods>>;

export function createFindOwners(transport: SubgraphTransport): FindOwners {
  const ask = createPeer('products', transport);
  return async (ids, correlationId) => {
    const identity = serviceIdentity('analytics', correlationId);
    const { ownersOfProducts } = await ask(analyticsOwnersOfProducts, { ids: [...ids] }, identity);
    return new Map(
      ids.flatMap((id, index) => {
        const owner = ownersOfProducts[index];
        return owner == null ? [] : [[id, { sellerId: owner.sellerId, storeId: owner.storeId }] as const];
      }),
    );
  };
}
