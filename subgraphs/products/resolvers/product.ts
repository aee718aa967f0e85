import { toGraphMoney } from '@soko/money';
import type { ProductsContext } from '../context.ts';
import type { Product, ProductSummary } from '../domain/product.ts';
import { maySee } from '../domain/rights.ts';
import type { MediaResolvers, PriceRangeResolvers, ProductResolvers } from '../generated/graphql.ts';
import { visibleProduct } from './visible-product.ts';

/** After a command the whole product is at hand; in a list its summary is. */
const isWhole = (product: ProductSummary): product is Product => 'variants' in product;

export const product: ProductResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: ProductsContext) => visibleProduct(context, id),
  description: (parent, _, { loaders }) => (isWhole(parent) ? parent.description : loaders.description.load(parent.id)),
  category: ({ categoryId }, _, { loaders }) => (categoryId === null ? null : loaders.category.load(categoryId)),
  seller: ({ sellerId }) => ({ id: sellerId }),
  store: ({ storeId }) => (storeId === null ? null : { id: storeId }),
  tags: ({ tags }) => [...tags],
  media: ({ media }) => [...media],
  async variants(parent, _, { loaders }) {
    return [...(isWhole(parent) ? parent.variants : await loaders.variantsOf.load(parent.id))];
  },
  async history(parent, _, { loaders, rights }) {
    return maySee(await rights(), parent) ? [...(await loaders.history.load(parent.id))] : null;
  },
};

export const media: MediaResolvers = {
  url: ({ key }, _, context) => context.media.urlOf(key),
};

export const priceRange: PriceRangeResolvers = {
  min: ({ minMinor, currency }) => toGraphMoney({ amountMinor: minMinor, currency }),
  max: ({ maxMinor, currency }) => toGraphMoney({ amountMinor: maxMinor, currency }),
};
