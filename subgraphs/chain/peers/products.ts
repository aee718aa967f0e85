import { serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { chainProductToBind } from '../generated/peers/products.ts';

/** A product that may sell the items of a token. */
export interface ProductToBind {
  /** Null for a product of no store. */
  storeId: string | null;
  type: 'PHYSICAL' | 'DIGITAL' | 'NFT';
}

/** The catalogue. */
export interface ProductsPeer {
  /** A product, also one that is not on sale. Null if it does not exist. */
  find(id: string, correlationId: string): Promise<ProductToBind | null>;
}

export function createProductsPeer(transport: SubgraphTransport): ProductsPeer {
  const ask = createPeer('products', transport);
  return {
    find: async (id, correlationId) =>
      (await ask(chainProductToBind, { id }, serviceIdentity('chain', correlationId))).productToBind,
  };
}
