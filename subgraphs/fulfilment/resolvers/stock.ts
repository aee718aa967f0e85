import { badUserInput } from '@soko/errors';
import { readQuantity } from '@soko/input';
import { maxPageSize } from '@soko/pagination';
import type { FulfilmentContext } from '../context.ts';
import { maySeeStock } from '../domain/may-see.ts';
import { availableOf, levelOf, type StockItem } from '../domain/stock-item.ts';
import type { ProductResolvers, StockItemResolvers, VariantResolvers } from '../generated/graphql.ts';
import { type Availability, findMovements } from '../store/stock-items.ts';

/** Owned by products; fulfilment adds the availability. */
const toReference = ({ id }: { id: string }) => ({ id });

/** Goods that are not on sale do not exist for those who may not see their stock. */
const visibleAvailability = async (
  found: Availability | null,
  { rights }: FulfilmentContext,
): Promise<Availability | null> =>
  found !== null && (found.isPublic || maySeeStock(await rights(), found)) ? found : null;

export const variant: VariantResolvers & { __resolveReference: unknown } = {
  __resolveReference: toReference,
  async available({ id }, _, context) {
    const found = await visibleAvailability(await context.loaders.available.load(id), context);
    return found === null ? 0 : found.available;
  },
};

export const product: ProductResolvers & { __resolveReference: unknown } = {
  __resolveReference: toReference,
  async stock({ id }, _, context) {
    const found = await visibleAvailability(await context.loaders.availableOfProduct.load(id), context);
    const available = found?.available ?? null;
    return available === null ? null : { available, level: levelOf(available, context.lowAt) };
  },
};

async function findVisibleItem(
  { id }: { id: string },
  { loaders, rights }: FulfilmentContext,
): Promise<StockItem | null> {
  const item = await loaders.stockItem.load(id);
  return item !== null && maySeeStock(await rights(), item) ? item : null;
}

export const stockItem: StockItemResolvers & { __resolveReference: unknown } = {
  __resolveReference: findVisibleItem,
  variant: ({ variantId }) => ({ id: variantId }),
  seller: ({ sellerId }) => ({ id: sellerId }),
  available: availableOf,
  movements({ id }, { first, before }, { db }) {
    const limit = readQuantity(first ?? 20, 'first', { min: 1, max: maxPageSize });
    if (before != null && !/^\d{1,18}$/.test(before))
      throw badUserInput('The value of `before` must be the id of a stock movement.', 'before');
    return findMovements(db, id, { first: limit, before: before ?? null });
  },
};
