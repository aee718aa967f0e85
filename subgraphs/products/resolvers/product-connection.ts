import type { ProductConnectionResolvers, ProductEdgeResolvers } from '../generated/graphql.ts';

export const productConnection: ProductConnectionResolvers = {
  facets: async ({ counts }) => (await counts()).facets,
  totalCount: async ({ counts }) => (await counts()).total,
  countsAreExact: async ({ counts }) => (await counts()).total !== null,
};

export const productEdge: ProductEdgeResolvers = {
  sponsored: (edge) => edge.sponsored ?? null,
};
