import { requireService } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import type { ProductType } from '../domain/product.ts';
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

/** Who sells products that are on sale, for other services. */
export const ownersOfProducts: NonNullable<QueryResolvers['ownersOfProducts']> = async (
  _,
  { ids },
  { pool, viewer },
) => {
  requireService(viewer);
  if (ids.length > maxIds) throw badUserInput(`ids must have at most ${maxIds} items.`, 'ids');
  const { rows } = await pool.query<{ id: string; sellerId: string; storeId: string | null }>({
    name: 'owners-of-products',
    // SQL: `listed` is a generated column, which Prisma does not know.
    text: 'SELECT id, seller_id AS "sellerId", store_id AS "storeId" FROM product WHERE id = ANY ($1) AND listed',
    values: [ids],
  });
  const owners = new Map(rows.map(({ id, ...owner }) => [id, owner]));
  return ids.map((id) => owners.get(id) ?? null);
};

/** A product that chain binds to a token. */
export const productToBind: NonNullable<QueryResolvers['productToBind']> = async (_, { id }, { db, viewer }) => {
  requireService(viewer);
  const found = await db.product.findUnique({ where: { id }, select: { storeId: true, type: true } });
  return found && { storeId: found.storeId, type: found.type as ProductType };
};
