import { badUserInput } from '@soko/errors';
import { maximumPageSize } from '@soko/pagination';
import type { FulfilmentContext } from '../context.ts';
import { readQuantity } from '../domain/read-quantity.ts';
import { maySee } from '../domain/rights.ts';
import { availableOf, levelOf, type StockItem } from '../domain/stock-item.ts';
import type { ProductResolvers, StockItemResolvers, VariantResolvers } from '../generated/graphql.ts';
import { findMovements } from '../store/stock-items.ts';

/** Products owns both; here they are an id with a count. */
const asItIs = ({ id }: { id: string }) => ({ id });

export const variant: VariantResolvers & { __resolveReference: unknown } = {
  __resolveReference: asItIs,
  available: ({ id }, _, { loaders }) => loaders.available.load(id),
};

export const product: ProductResolvers & { __resolveReference: unknown } = {
  __resolveReference: asItIs,
  async stock({ id }, _, { loaders, lowAt }) {
    const available = await loaders.availableOfProduct.load(id);
    return available === null ? null : { available, level: levelOf(available, lowAt) };
  },
};

async function visibleItem({ id }: { id: string }, { loaders, rights }: FulfilmentContext): Promise<StockItem | null> {
  const item = await loaders.stockItem.load(id);
  return item !== null && maySee(await rights(), item) ? item : null;
}

export const stockItem: StockItemResolvers & { __resolveReference: unknown } = {
  __resolveReference: visibleItem,
  variant: ({ variantId }) => ({ id: variantId }),
  seller: ({ sellerId }) => ({ id: sellerId }),
  available: availableOf,
  movements({ id }, { first, before }, { pool }) {
    const most = readQuantity(first ?? 20, { min: 1, max: maximumPageSize }, 'first');
    if (before != null && !/^\d{1,18}$/.test(before)) throw badUserInput('This is not the id of a movement.', 'before');
    return findMovements(pool, id, { first: most, before: before ?? null });
  },
};
