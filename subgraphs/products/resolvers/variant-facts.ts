import { badUserInput } from '@soko/errors';
import { toGraphMoney } from '@soko/money';
import { requireService } from '../commands/signed-in.ts';
import type { QueryResolvers, VariantFactsResolvers } from '../generated/graphql.ts';
import { findVariantFacts } from '../store/find-variant-facts.ts';

const mostIds = 1_000;

/** For other services, who may ask about many at once: in the order of `ids`, null for what is not on sale. */
export const variantFactsQuery: NonNullable<QueryResolvers['variantFacts']> = async (
  _,
  { ids },
  { pool, identity },
) => {
  requireService(identity);
  if (ids.length > mostIds) throw badUserInput(`At most ${mostIds} ids at once.`, 'ids');
  const found = await findVariantFacts(pool, ids);
  return ids.map((id) => found.get(id) ?? null);
};

export const variantFacts: VariantFactsResolvers = {
  options: ({ options }) => [...options],
  price: ({ price }) => toGraphMoney(price),
  imageUrl: ({ cover }, _, { media }) => (cover === null ? null : media.urlOf(cover.key)),
};
