/** Whose goods the viewer may look after. */
export interface Rights {
  /** Support sees everything. */
  seesAll: boolean;
  /** The warehouse changes everything. */
  managesAll: boolean;
  /** The viewer's own shops. */
  sellerIds: readonly string[];
  /** Stores whose goods the viewer manages. */
  storeIds: readonly string[];
}

export const noRights: Rights = { seesAll: false, managesAll: false, sellerIds: [], storeIds: [] };

interface Owned {
  sellerId: string;
  storeId: string | null;
}

export const mayManage = (rights: Rights, { sellerId, storeId }: Owned): boolean =>
  rights.managesAll || rights.sellerIds.includes(sellerId) || (storeId !== null && rights.storeIds.includes(storeId));

export const maySee = (rights: Rights, owned: Owned): boolean => rights.seesAll || mayManage(rights, owned);
