import type { ProductSummary } from './product.ts';

/** A seller as users told of it. */
export interface KnownSeller {
  id: string;
  status: string;
}

/** What a viewer may do with the catalogue beyond looking at what is on sale. */
export interface Rights {
  /** Support sees every product. */
  seesAll: boolean;
  /** Administrators change every product. */
  managesAll: boolean;
  /** The viewer's own shop, or that which sells for the viewer's store. */
  seller: KnownSeller | null;
  /** Stores whose products the viewer manages. */
  storeIds: readonly string[];
}

export const noRights: Rights = { seesAll: false, managesAll: false, seller: null, storeIds: [] };

type Owned = Pick<ProductSummary, 'sellerId' | 'storeId'>;

/** Whether the product is the viewer's own or their store's. */
export const owns = (rights: Rights, { sellerId, storeId }: Owned): boolean =>
  (rights.seller !== null && rights.seller.id === sellerId) || (storeId !== null && rights.storeIds.includes(storeId));

export const mayManage = (rights: Rights, product: Owned): boolean => rights.managesAll || owns(rights, product);

export const maySee = (rights: Rights, product: Owned): boolean => rights.seesAll || mayManage(rights, product);
