import { mayManage, type OwnedProduct, type Rights } from './rights.ts';

/** A product that is not on sale is visible to those who manage it and to support. */
export const maySeeUnlisted = (rights: Rights, product: OwnedProduct): boolean =>
  rights.seesAll || mayManage(rights, product);

/** The history of a product is visible to those who manage it and to support, even while it is on sale. */
export const maySeeHistory = maySeeUnlisted;
