import { type RequestIdentity, serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import type { SubjectKind } from '../domain/conversation.ts';
import { chatOrder, chatOrderParties } from '../generated/peers/orders.ts';
import { chatProduct, chatStoresOfProducts } from '../generated/peers/products.ts';

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

/** Products and orders. */
export interface SubjectsPeer {
  /** Asked in the viewer's name: null for one that the viewer may not see. */
  product(identity: RequestIdentity, id: string): Promise<Subject | null>;
  /** Asked in the viewer's name: null for one that the viewer may not see. */
  order(identity: RequestIdentity, id: string): Promise<Subject | null>;
  /** Asked in the name of chat, which decides who may write about it: also one that the viewer may not see. */
  orderForTeam(identity: Pick<RequestIdentity, 'correlationId'>, id: string): Promise<Subject | null>;
  /** The stores of up to 100 products or orders, in the name of chat and in their order. */
  storesOf(correlationId: string, kind: SubjectKind, ids: readonly string[]): Promise<(string | null)[]>;
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
    async orderForTeam({ correlationId }, id) {
      const { orderParties } = await askOrders(chatOrderParties, { ids: [id] }, serviceIdentity('chat', correlationId));
      const found = orderParties[0] ?? null;
      if (found === null) return null;
      const { orderId, number, sellerId, storeId, buyerId } = found;
      return { id: orderId, sellerId, storeId: storeId ?? null, buyerId: buyerId ?? null, about: number };
    },
    async storesOf(correlationId, kind, ids) {
      const identity = serviceIdentity('chat', correlationId);
      if (kind === 'ORDER') {
        const { orderParties } = await askOrders(chatOrderParties, { ids: [...ids] }, identity);
        return orderParties.map((order) => order?.storeId ?? null);
      }
      const { storesOfProducts } = await askProducts(chatStoresOfProducts, { ids: [...ids] }, identity);
      return storesOfProducts.map((id) => id ?? null);
    },
  };
}
