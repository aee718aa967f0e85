import { notFound } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { inTransaction, type Queryable } from '@soko/postgres';
import { isRefusal, type Refused } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { type Relation, relationsTo } from '../../domain/may-see.ts';
import type { Order } from '../../domain/order.ts';
import type { ReturnStep } from '../../domain/returns/change-return.ts';
import type { OpenedReturn } from '../../domain/returns/may-see-return.ts';
import type { Return } from '../../domain/returns/return.ts';
import type { OrdersServices } from '../../services.ts';
import { lockOrder } from '../../store/cases.ts';
import { findReturns } from '../../store/returns/find-returns.ts';
import { saveReturn } from '../../store/returns/save-return.ts';
import { runTasks } from '../run-tasks.ts';

/** A return and its order, which is locked. */
export interface LockedReturn {
  found: Return;
  order: Order;
  tx: Queryable;
}

/** A decision about a locked return. Null changes nothing. */
type Decide<Refusal> = (locked: LockedReturn) => ReturnStep | Refusal | null | Promise<ReturnStep | Refusal | null>;

/**
 * Load → decide → save, in one transaction that locks the order first: of two decisions at the same time, the second is made on
 * what the first left. Null when there is no such return. The work that follows is the caller's.
 */
export async function changeReturn<Refusal extends Refused<string>>(
  { pool }: Pick<OrdersServices, 'pool'>,
  returnId: string,
  trail: EventTrail,
  decide: Decide<Refusal>,
): Promise<Return | Refusal | null> {
  return inTransaction(pool, async (tx) => {
    const [known] = await findReturns(tx, [returnId]);
    const order = known && (await lockOrder(tx, known.orderId));
    const [found] = await findReturns(tx, [returnId]);
    if (found === undefined || order == null) return null;
    const step = await decide({ found, order, tx });
    if (step === null) return found;
    if (isRefusal(step)) return step;
    const decided = step as ReturnStep;
    await saveReturn(tx, found, order, decided, trail);
    return decided.after;
  });
}

export interface OwnReturnInput {
  returnId: string;
  token?: string | null | undefined;
}

/** A change of a return by a viewer. Throws NOT_FOUND unless `may` allows it to one of their relations. */
export async function changeOwnReturn<Refusal extends Refused<string>>(
  context: OrdersContext,
  { returnId, token }: OwnReturnInput,
  may: (relations: ReadonlySet<Relation>) => boolean,
  decide: (locked: LockedReturn, relations: ReadonlySet<Relation>) => ReturnStep | Refusal | null,
): Promise<OpenedReturn | Refusal> {
  const { pool, viewer, trail } = context;
  const [known] = await findReturns(pool, [returnId]);
  const order = known && (await context.loaders.order.load(known.orderId));
  if (known === undefined || order == null) throw notFound('The return');
  const isOpened = context.opens({ id: order.checkoutId, tokenHash: order.tokenHash }, token);
  const relations = relationsTo(viewer, { ...order, isOpened }, await context.sellerIds());
  if (!may(relations)) throw notFound('The return');
  const changed = await changeReturn(context, returnId, trail, (locked) => decide(locked, relations));
  if (changed === null) throw notFound('The return');
  forgetOrder(context, order.id);
  return isRefusal(changed) ? changed : { ...(changed as Return), isOpened };
}

/** Forgets what this request has read of an order: the rest of its answer shows the change. */
export function forgetOrder({ loaders }: Pick<OrdersContext, 'loaders'>, orderId: string): void {
  loaders.order.clear(orderId);
  loaders.history.clear(orderId);
  loaders.returnsOf.clear(orderId);
}

/** Does the work that a change of a return needs, without waiting for the sweeper. It goes on by itself if this fails. */
export async function workOnReturn(services: OrdersServices, { orderId }: Pick<Return, 'orderId'>): Promise<void> {
  await runTasks(services, [orderId]).catch((error: unknown) => {
    services.log.warn({ err: error, orderId }, 'the work after a return was interrupted; retrying');
  });
}
