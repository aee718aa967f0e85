import { requireScope } from '@soko/auth';
import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { SellerNotActive } from '@soko/refusals';
import type { FulfilmentContext } from '../context.ts';
import { forbidsMovingStock, mayManageStock } from '../domain/may-see.ts';
import { notKeptInStock, type NotKeptInStock, type StockTooLow } from '../domain/refusals.ts';
import type { StockItem, StockMove } from '../domain/stock-item.ts';
import { type CataloguedVariant, isKeptInStock } from '../domain/variant.ts';
import { moveStock } from '../store/move-stock.ts';
import { addStockItem, lockStockItem } from '../store/stock-items.ts';

export interface StockChange {
  variantId: string;
  idempotencyKey: string;
}

type Move = Pick<StockMove, 'kind' | 'onHand' | 'reason'>;

/** Rolls the transaction back: a refused change adds no stock record and keeps no key. */
class ChangeRefused extends Error {
  readonly refusal: StockTooLow;

  constructor(refusal: StockTooLow) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** The variant if the viewer manages its stock. NOT_FOUND otherwise, so that other viewers cannot tell which ids exist. */
async function findManagedVariant(
  { loaders, rights }: FulfilmentContext,
  variantId: string,
): Promise<CataloguedVariant> {
  const variant = await loaders.variant.load(variantId);
  if (variant === null || !mayManageStock(await rights(), variant)) throw notFound('The variant');
  return variant;
}

/** The table `idempotency` keeps results as JSON. */
const toJson = (item: StockItem) => ({ ...item, updatedAt: item.updatedAt.toISOString() });

/** Checks rights, then changes the stock of one variant once for each idempotency key of the viewer. */
export async function changeStock<Refused extends StockTooLow>(
  context: FulfilmentContext,
  { variantId, idempotencyKey }: StockChange,
  move: Move,
  forbids: (item: StockItem) => Refused | null,
): Promise<StockItem | NotKeptInStock | SellerNotActive | Refused> {
  const { id: owner } = requireScope(context.viewer, 'stock:write');
  const key = readIdempotencyKey(idempotencyKey);
  const variant = await findManagedVariant(context, variantId);
  const { managesAll } = await context.rights();
  const forbidden = managesAll ? null : forbidsMovingStock(variant);
  if (forbidden) return forbidden;
  if (!isKeptInStock(variant)) return notKeptInStock();
  try {
    const item = await once(context.pool, { owner, key, input: [variantId, move] }, async (client) => {
      await addStockItem(client, variant, { id: newId('stk'), now: context.now() });
      const refusal = forbids(await lockStockItem(client, variantId));
      if (refusal) throw new ChangeRefused(refusal);
      await moveStock(client, [{ ...move, variantId, reserved: 0, orderId: null }], context);
      return toJson(await lockStockItem(client, variantId));
    });
    return { ...item, updatedAt: new Date(item.updatedAt) };
  } catch (error) {
    if (error instanceof ChangeRefused) return error.refusal as Refused;
    throw error;
  }
}
