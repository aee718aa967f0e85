import { readOptional, readText } from '@soko/input';
import { sellerNotActive, type SellerNotActive } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { approveReturn as approve, declineReturn as decline } from '../../domain/returns/change-return.ts';
import { decidesAsSeller, mayDecideReturn, type OpenedReturn } from '../../domain/returns/may-see-return.ts';
import type { WrongReturnStatus } from '../../domain/returns/refusals.ts';
import { findReturns } from '../../store/returns/find-returns.ts';
import { findSellerStatus } from '../../store/known-sellers.ts';
import { changeOwnReturn } from './change-return.ts';

/** The status of the seller of a return; null where there is none. It is read before the transaction. */
async function sellerStatusOf({ pool, db }: OrdersContext, returnId: string): Promise<string | null> {
  const [found] = await findReturns(pool, [returnId]);
  return found ? findSellerStatus(db, found.sellerId) : null;
}

/** Approves a return: the buyer may send the goods. Allowed for its seller and support. */
export async function approveReturn(
  context: OrdersContext,
  input: { returnId: string; instructions?: string | null | undefined },
): Promise<OpenedReturn | WrongReturnStatus | SellerNotActive> {
  const { now, returns: times } = context;
  const instructions =
    readOptional(readText, input.instructions, 'instructions', { max: 1_000 }) ?? context.returnAddress;
  const status = await sellerStatusOf(context, input.returnId);
  return changeOwnReturn<WrongReturnStatus | SellerNotActive>(
    context,
    input,
    mayDecideReturn,
    ({ found }, relations) =>
      decidesAsSeller(relations) && status !== 'ACTIVE'
        ? sellerNotActive(status)
        : approve(found, { instructions, now: now(), times }),
  );
}

/** Declines a return with a reason. Allowed for its seller and support. */
export async function declineReturn(
  context: OrdersContext,
  input: { returnId: string; reason: string },
): Promise<OpenedReturn | WrongReturnStatus | SellerNotActive> {
  const reason = readText(input.reason, 'reason', { min: 3, max: 500 });
  const status = await sellerStatusOf(context, input.returnId);
  return changeOwnReturn<WrongReturnStatus | SellerNotActive>(
    context,
    input,
    mayDecideReturn,
    ({ found, order }, relations) =>
      decidesAsSeller(relations) && status !== 'ACTIVE'
        ? sellerNotActive(status)
        : decline(found, order, { reason, now: context.now() }),
  );
}
