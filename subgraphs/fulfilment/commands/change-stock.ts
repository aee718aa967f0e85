import { createHash } from 'node:crypto';
import { badUserInput, idempotencyMismatch, notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import type pg from 'pg';
import type { FulfilmentContext } from '../context.ts';
import { mostAtOnce, readQuantity } from '../domain/read-quantity.ts';
import { readText } from '../domain/read-text.ts';
import { isRefusal, type NotKeptInStock, refuse, type StockTooLow } from '../domain/refusal.ts';
import { mayManage } from '../domain/rights.ts';
import { forbidsAdjusting, type StockItem, type StockMove } from '../domain/stock-item.ts';
import { isKeptInStock, type KnownVariant } from '../domain/variant.ts';
import { moveStock } from '../store/move-stock.ts';
import { noteCommand } from '../store/stock-commands.ts';
import { findStockOfVariants, lockStockItem } from '../store/stock-items.ts';
import { inTransaction } from '../store/transaction.ts';
import { requireSignedIn } from './required.ts';

interface StockChange {
  variantId: string;
  idempotencyKey: string;
}

type Step = Pick<StockMove, 'kind' | 'onHand' | 'reason'>;

/** The variant, if the viewer looks after it: NOT_FOUND otherwise, whether it exists or not. */
async function ownVariant({ loaders, rights }: FulfilmentContext, variantId: string): Promise<KnownVariant> {
  const variant = await loaders.variant.load(variantId);
  if (variant === null || !mayManage(await rights(), variant)) throw notFound('Variant');
  return variant;
}

/** Keys of different viewers are different keys. */
const commandOf = (context: FulfilmentContext, { variantId, idempotencyKey }: StockChange, step: Step) => {
  const { id } = requireSignedIn(context.viewer);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([variantId, step]))
    .digest('base64url');
  return { key: `${id} ${idempotencyKey}`, fingerprint, variantId, now: context.now() };
};

const itemOf = async (client: pg.PoolClient, variantId: string): Promise<StockItem> =>
  (await findStockOfVariants(client, [variantId])).get(variantId)!;

/** Undoes what the transaction did so far, and answers the refusal. */
class Refused extends Error {
  readonly refusal: StockTooLow;

  constructor(refusal: StockTooLow) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

async function changeStock(
  context: FulfilmentContext,
  change: StockChange,
  step: Step,
  forbids: (item: StockItem) => StockTooLow | null,
): Promise<StockItem | NotKeptInStock | StockTooLow> {
  requireSignedIn(context.viewer);
  readText(change.idempotencyKey, { min: 1, max: 200 }, 'idempotencyKey');
  const variant = await ownVariant(context, change.variantId);
  if (!isKeptInStock(variant)) return refuse('NotKeptInStock', 'Digital goods are not kept in stock.', {});
  const work = async (client: pg.PoolClient): Promise<StockItem> => {
    const noted = await noteCommand(client, commandOf(context, change, step));
    if (noted === 'OTHER') throw idempotencyMismatch();
    if (noted === 'SAME') return itemOf(client, variant.id);
    const item = await lockStockItem(client, variant, { id: newId('stk'), now: context.now() });
    const forbidden = forbids(item);
    if (forbidden) throw new Refused(forbidden);
    await moveStock(client, [{ ...step, variantId: variant.id, reserved: 0, orderId: null }], context);
    return itemOf(client, variant.id);
  };
  try {
    return await inTransaction(context.pool, work);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

/** Takes goods into stock. */
export async function receiveStock(
  context: FulfilmentContext,
  input: StockChange & { quantity: number; reason?: string | null | undefined },
): Promise<StockItem | NotKeptInStock> {
  const quantity = readQuantity(input.quantity, { min: 1, max: mostAtOnce }, 'quantity');
  const reason = input.reason == null ? null : readText(input.reason, { min: 1, max: 200 }, 'reason');
  const within = ({ onHand }: StockItem): null => {
    if (onHand + quantity > 2_000_000_000) throw badUserInput('There would be too many.', 'quantity');
    return null;
  };
  const outcome = await changeStock(context, input, { kind: 'RECEIVE', onHand: quantity, reason }, within);
  return isRefusal(outcome) ? (outcome as NotKeptInStock) : outcome;
}

/** Corrects the count of what is on hand. */
export function adjustStock(
  context: FulfilmentContext,
  input: StockChange & { delta: number; reason: string },
): Promise<StockItem | NotKeptInStock | StockTooLow> {
  const delta = readQuantity(input.delta, { min: -mostAtOnce, max: mostAtOnce }, 'delta');
  if (delta === 0) throw badUserInput('0 changes nothing.', 'delta');
  const reason = readText(input.reason, { min: 3, max: 200 }, 'reason');
  return changeStock(context, input, { kind: 'ADJUST', onHand: delta, reason }, (item) =>
    forbidsAdjusting(item, delta),
  );
}
