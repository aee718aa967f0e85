import type { ProductSummary } from './product.ts';

/** A seller as users published it. */
export interface KnownSeller {
  id: string;
  status: string;
}

/** Rights of a viewer in the catalogue, besides reading what is on sale. */
export interface Rights {
  /** Support sees every product. */
  seesAll: boolean;
  /** Administrators change every product. */
  managesAll: boolean;
  /** The viewer's own seller account, or the one that sells for the store of an API key. */
  seller: KnownSeller | null;
  /** False for an API key: it has no right to products of `seller` outside its store. */
  ownsSeller: boolean;
  /** Stores whose products the viewer manages. */
  storeIds: readonly string[];
}

export const noRights: Rights = { seesAll: false, managesAll: false, seller: null, ownsSeller: false, storeIds: [] };

export type OwnedProduct = Pick<ProductSummary, 'sellerId' | 'storeId'>;

/** True if the product belongs to the viewer or to one of their stores. */
const ownsProduct = (rights: Rights, { sellerId, storeId }: OwnedProduct): boolean =>
  (rights.ownsSeller && rights.seller?.id === sellerId) || (storeId !== null && rights.storeIds.includes(storeId));

export const mayManage = (rights: Rights, product: OwnedProduct): boolean =>
  rights.managesAll || ownsProduct(rights, product);
