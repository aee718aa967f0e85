import { readQuantity } from '@soko/input';
import { toGraphMoney } from '@soko/money';
import type { ProductsContext } from '../context.ts';
import { maySeeHistory } from '../domain/may-see.ts';
import type { Product, ProductDetails, ProductSummary } from '../domain/product.ts';
import { mayManage } from '../domain/rights.ts';
import type { MediaResolvers, PriceRangeResolvers, ProductResolvers } from '../generated/graphql.ts';
import type { ShelvedProduct } from '../store/product-rows.ts';
import { ratingsOfProduct } from './reviews/ratings.ts';
import { visibleProduct } from './visible-product.ts';

/** True for the whole product that a command returns, false for the summary of a list. */
const isWhole = (product: ProductSummary): product is Product => 'variants' in product;

const isShelved = (product: ProductSummary): product is ShelvedProduct => 'category' in product;

/** A field that only a product page shows. The viewer may see the product, so its details exist. */
const detail =
  <Value>(read: (details: ProductDetails) => Value) =>
  async (product: ProductSummary, _: unknown, { loaders }: ProductsContext): Promise<Value> =>
    read(isWhole(product) ? product : (await loaders.details.load(product.id))!);

export const product: ProductResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: ProductsContext) => visibleProduct(context, id),
  description: detail(({ description }) => description),
  tags: detail(({ tags }) => [...tags]),
  createdAt: detail(({ createdAt }) => createdAt),
  updatedAt: detail(({ updatedAt }) => updatedAt),
  publishedAt: detail(({ publishedAt }) => publishedAt),
  category(parent, _, { loaders }) {
    if (isShelved(parent)) return parent.category;
    return parent.categoryId === null ? null : loaders.category.load(parent.categoryId);
  },
  seller: ({ sellerId }) => ({ id: sellerId }),
  store: ({ storeId }) => (storeId === null ? null : { id: storeId }),
  media: ({ media }) => [...media],
  async variants(parent, _, { loaders }) {
    return [...(isWhole(parent) ? parent.variants : await loaders.variantsOf.load(parent.id))];
  },
  async similar({ id }, { first }, { loaders }) {
    const count = readQuantity(first ?? 6, 'first', { min: 1, max: 20 });
    return [...(await loaders.similarTo.load({ productId: id, count }))];
  },
  ...ratingsOfProduct,
  acceptsOffers: async ({ id }, _, { loaders }) => (await loaders.offerTerms.load(id)).acceptsOffers,
  async minimumOfferBasisPoints(parent, _, { loaders, rights }) {
    if (!mayManage(await rights(), parent)) return null;
    return (await loaders.offerTerms.load(parent.id)).minimumBasisPoints;
  },
  async history(parent, _, { loaders, rights }) {
    return maySeeHistory(await rights(), parent) ? [...(await loaders.history.load(parent.id))] : null;
  },
};

export const media: MediaResolvers = {
  url: ({ key }, _, context) => context.media.urlOf(key),
};

export const priceRange: PriceRangeResolvers = {
  min: ({ minMinor, currency }) => toGraphMoney({ amountMinor: minMinor, currency }),
  max: ({ maxMinor, currency }) => toGraphMoney({ amountMinor: maxMinor, currency }),
};
