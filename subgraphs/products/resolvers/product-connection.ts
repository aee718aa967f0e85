import type { ProductConnectionResolvers } from '../generated/graphql.ts';

export const productConnection: ProductConnectionResolvers = {
  facets: async ({ counts }) => (await counts()).facets,
  totalCount: async ({ counts }) => (await counts()).total,
  countsAreExact: async ({ counts }) => (await counts()).total !== null,
};
