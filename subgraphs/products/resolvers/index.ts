import type { Resolvers } from '../generated/graphql.ts';
import { advertMutations } from './advert-mutations.ts';
import { advert, advertDay, advertQueries } from './adverts.ts';
import { category } from './category.ts';
import { contentMutations, contentPage, contentQueries } from './content.ts';
import { editedProduct } from './edited-product.ts';
import { mutation } from './mutation.ts';
import { productConnection, productEdge } from './product-connection.ts';
import { productImport } from './product-import.ts';
import { media, priceRange, product } from './product.ts';
import { download, orderLine } from './order-line.ts';
import { query } from './query.ts';
import { findingMutations } from './finding/mutation.ts';
import { findingQueries } from './finding/query.ts';
import { savedSearch } from './finding/saved-search.ts';
import { contentReport } from './reviews/content-report.ts';
import { reviewMutations } from './reviews/mutation.ts';
import { order, reviewable } from './reviews/order.ts';
import { reviewQueries } from './reviews/query.ts';
import { rating, review } from './reviews/review.ts';
import { seller, store } from './seller.ts';
import { sponsored } from './sponsored.ts';
import { upload } from './upload.ts';
import { variantFacts } from './variant-facts.ts';
import { variant } from './variant.ts';

export const resolvers: Resolvers = {
  Query: { ...query, ...advertQueries, ...reviewQueries, ...findingQueries, ...contentQueries },
  Mutation: { ...mutation, ...advertMutations, ...reviewMutations, ...findingMutations, ...contentMutations },
  Advert: advert,
  AdvertDay: advertDay,
  Sponsored: sponsored,
  Product: product,
  EditedProduct: editedProduct,
  ProductConnection: productConnection,
  ProductEdge: productEdge,
  Media: media,
  PriceRange: priceRange,
  Variant: variant,
  VariantFacts: variantFacts,
  Category: category,
  Seller: seller,
  Store: store,
  Download: download,
  Order: order,
  OrderLine: orderLine,
  Review: review,
  Reviewable: reviewable,
  Rating: rating,
  ContentReport: contentReport,
  ContentPage: contentPage,
  SavedSearch: savedSearch,
  Upload: upload,
  ProductImport: productImport,
};
