import { badUserInput } from '@soko/errors';
import { requireSignedIn } from '../commands/signed-in.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findCategoryBySlug } from '../store/find-categories.ts';
import { findProductBySlug } from '../store/find-products.ts';
import { findOwnImport } from '../store/imports.ts';
import { findOwnUpload } from '../store/uploads.ts';
import { listProducts } from './listed-products.ts';
import { variantFactsQuery } from './variant-facts.ts';
import { wishlist } from './wishlist.ts';
import { ifVisible, visibleProduct } from './visible-product.ts';

/** One of two ways to name a thing. */
function eitherOf(id: string | null | undefined, slug: string | null | undefined): { id: string } | { slug: string } {
  if (id != null && slug == null) return { id };
  if (slug != null && id == null) return { slug };
  throw badUserInput('Give id or slug, one of them.', 'id');
}

export const query: QueryResolvers = {
  async product(_, { id, slug }, context) {
    const by = eitherOf(id, slug);
    if ('id' in by) return visibleProduct(context, by.id);
    return ifVisible(context, await findProductBySlug(context.pool, context.categories, by.slug));
  },
  products: (_, args, context, info) => listProducts(args, context, info),
  category(_, { id, slug }, { loaders, pool }) {
    const by = eitherOf(id, slug);
    return 'id' in by ? loaders.category.load(by.id) : findCategoryBySlug(pool, by.slug);
  },
  wishlist: (_, args, context) => wishlist(args, context),
  upload: (_, { id }, { db, viewer }) => findOwnUpload(db, id, requireSignedIn(viewer)),
  productImport: (_, { id }, { db, viewer }) => findOwnImport(db, id, requireSignedIn(viewer)),
  variantFacts: variantFactsQuery,
  categories: async (_, __, { loaders }) => [...(await loaders.childrenOf.load(''))],
};
