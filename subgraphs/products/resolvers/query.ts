import { requireScope } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findCategoryBySlug } from '../store/find-category.ts';
import { findProductBySlug } from '../store/find-products.ts';
import { findOwnImport } from '../store/imports.ts';
import { findOwnUpload } from '../store/uploads.ts';
import { listProducts } from './listed-products.ts';
import { productsExportQuery } from './products-export.ts';
import { ownersOfProducts, productToBind, storesOfProducts } from './stores-of-products.ts';
import { variantFactsQuery } from './variant-facts.ts';
import { wishlistQuery } from './wishlist.ts';
import { ifVisible, visibleProduct } from './visible-product.ts';

/** The one argument that identifies the entity. */
function readIdOrSlug(
  id: string | null | undefined,
  slug: string | null | undefined,
): { id: string } | { slug: string } {
  if (id != null && slug == null) return { id };
  if (slug != null && id == null) return { slug };
  throw badUserInput('Pass exactly one of `id` and `slug`.', 'id');
}

export const query: QueryResolvers = {
  async product(_, { id, slug }, context) {
    const by = readIdOrSlug(id, slug);
    if ('id' in by) return visibleProduct(context, by.id);
    return ifVisible(context, await findProductBySlug(context.pool, context.categories, by.slug));
  },
  products: (_, args, context, info) => listProducts(args, context, info),
  category(_, { id, slug }, { db, loaders }) {
    const by = readIdOrSlug(id, slug);
    return 'id' in by ? loaders.category.load(by.id) : findCategoryBySlug(db, by.slug);
  },
  wishlist: (_, args, context) => wishlistQuery(args, context),
  upload: (_, { id }, { db, viewer }) => findOwnUpload(db, id, requireScope(viewer, 'products:read', 'products:write')),
  productImport: (_, { id }, { db, viewer }) =>
    findOwnImport(db, id, requireScope(viewer, 'products:read', 'products:write')),
  ...productsExportQuery,
  variantFacts: variantFactsQuery,
  storesOfProducts,
  ownersOfProducts,
  productToBind,
  categories: async (_, __, { loaders }) => [...(await loaders.childrenOf.load(''))],
};
