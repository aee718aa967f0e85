import { productsProduct } from '@soko/events';
import type { Projections } from '@soko/subgraph';

const goods = { topic: productsProduct.name, groups: ['fulfilment'] };

/** A variant that was just created can receive stock. */
export const projections: Projections = {
  createProduct: goods,
  updateProduct: goods,
  publishProduct: goods,
  pauseProduct: goods,
  archiveProduct: goods,
  blockProduct: goods,
  unblockProduct: goods,
  addVariant: goods,
  updateVariant: goods,
  removeVariant: goods,
};
