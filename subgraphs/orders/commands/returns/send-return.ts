import { readLine, readOptional, readText } from '@soko/input';
import type { OrdersContext } from '../../context.ts';
import type { Relation } from '../../domain/may-see.ts';
import { cancelReturn as cancel, shipReturn as ship } from '../../domain/returns/change-return.ts';
import { mayCancelReturn, mayShipReturn, type OpenedReturn } from '../../domain/returns/may-see-return.ts';
import type { WrongReturnStatus } from '../../domain/returns/refusals.ts';
import type { ReturnTimes } from '../../domain/returns/return.ts';
import { changeOwnReturn, type OwnReturnInput } from './change-return.ts';

/** Records that the buyer sent the goods. */
export function shipReturn(
  context: OrdersContext,
  input: OwnReturnInput & { trackingNumber: string },
): Promise<OpenedReturn | WrongReturnStatus> {
  const trackingNumber = readLine(input.trackingNumber, 'trackingNumber', { max: 100 });
  return changeOwnReturn<WrongReturnStatus>(context, input, mayShipReturn, ({ found }) =>
    ship(found, { trackingNumber, now: context.now() }),
  );
}

/** Support may cancel also what was sent, such as a lost parcel: it can turn up. */
const causeOf = (relations: ReadonlySet<Relation>, { sendMs }: ReturnTimes) =>
  relations.has('SUPPORT') ? { sent: true, lateMs: sendMs } : { sent: false, lateMs: null };

/** Cancels a return. The buyer may before the goods are sent, support also afterwards, where a parcel was lost. */
export function cancelReturn(
  context: OrdersContext,
  input: OwnReturnInput & { reason?: string | null | undefined },
): Promise<OpenedReturn | WrongReturnStatus> {
  const reason = readOptional(readText, input.reason, 'reason', { max: 500 });
  return changeOwnReturn<WrongReturnStatus>(context, input, mayCancelReturn, ({ found, order }, relations) =>
    cancel(found, order, { reason, now: context.now(), ...causeOf(relations, context.returns) }),
  );
}
