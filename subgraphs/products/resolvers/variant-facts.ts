import { requireService } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { toGraphMoney } from '@soko/money';
import type { QueryResolvers, VariantFactsResolvers } from '../generated/graphql.ts';
import { findVariantFacts } from '../store/find-variant-facts.ts';

const maxIds = 1_000;

/** Facts for other services in the order of `ids`; null for a variant that the public may not see. */
export const variantFactsQuery: NonNullable<QueryResolvers['variantFacts']> = async (_, { ids }, { pool, viewer }) => {
  requireService(viewer);
  if (ids.length > maxIds) throw badUserInput(`ids must have at most ${maxIds} items.`, 'ids');
  const found = await findVariantFacts(pool, ids);
  return ids.map((id) => found.get(id) ?? null);
};

export const variantFacts: VariantFactsResolvers = {
  options: ({ options }) => [...options],
  price: ({ price }) => toGraphMoney(price),
  furtherPrices: ({ furtherPrices }) => furtherPrices.map(toGraphMoney),
  imageUrl: ({ cover }, _, { media }) => (cover === null ? null : media.urlOf(cover.key)),
};
