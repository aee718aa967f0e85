import type { SavedSearchResolvers } from '../../generated/graphql.ts';
import { listProducts } from '../listed-products.ts';

export const savedSearch: SavedSearchResolvers = {
  results: ({ filter }, args, context, info) => listProducts({ ...args, filter }, context, info),
};
