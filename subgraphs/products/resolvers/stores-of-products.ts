import { requireService } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import type { QueryResolvers } from '../generated/graphql.ts';

const maxIds = 100;

/** The stores of products, for other services. */
export const storesOfProducts: NonNullable<QueryResolvers['storesOfProducts']> = async (_, { ids }, { db, viewer }) => {
  requireService(viewer);
  if (ids.length > maxIds) throw badUserInput(`ids must have at most ${maxIds} items.`, 'ids');
  const found = await db.product.findMany({ where: { id: { in: [...ids] } }, select: { id: true, storeId: true } });
  const stores = new Map(found.map(({ id, storeId }) => [id, storeId]));
  return ids.map((id) => stores.get(id) ?? null);
};
