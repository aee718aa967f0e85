import type { RequestIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { chatOrder } from '../generated/peers/orders.ts';
import { chatProduct } from '../generated/peers/products.ts';

/** A product or an order that people may write about. */
export interface Subject {
  id: string;
  sellerId: string;
  /** Store of the goods. Null for goods of no store, or of several. */
  storeId: string | null;
  /** Buyer of the order. Null for a guest, and for a product. */
  buyerId: string | null;
  /** Title of the product or number of the order. */
  about: string;
}

/** Products and orders, asked in the viewer's name: those that the viewer may not see are null. */
export interface SubjectsPeer {
  product(identity: RequestIdentity, id: string): Promise<Subject | null>;
  order(identity: RequestIdentity, id: string): Promise<Subject | null>;
}

export function createSubjectsPeer(peer: (name: string) => SubgraphTransport): SubjectsPeer {
  const askProducts = createPeer('products', peer('products'));
  const askOrders = createPeer('orders', peer('orders'));
  return {
    async product(identity, id) {
      const { product } = await askProducts(chatProduct, { id }, identity);
      if (product === null) return null;
      const { id: productId, seller, store, title } = product;
      return { id: productId, sellerId: seller.id, storeId: store?.id ?? null, buyerId: null, about: title };
    },
    async order(identity, id) {
      const { order } = await askOrders(chatOrder, { id }, identity);
      if (order === null) return null;
      const { id: orderId, seller, store, buyer, number } = order;
      return {
        id: orderId,
        sellerId: seller.id,
        storeId: store?.id ?? null,
        buyerId: buyer?.id ?? null,
        about: number,
      };
    },
  };
}
