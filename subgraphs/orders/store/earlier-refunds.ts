import type { Queryable } from '@soko/postgres';
import { type EarlierRefunds, earlierRefunds } from '../domain/earlier-refunds.ts';
import type { Order } from '../domain/order.ts';
import { findDisputesOf } from './disputes/disputes.ts';
import { findReturnsOf } from './returns/find-returns.ts';

/** What the cases of a locked order have refunded, without the case that is decided now. Two statements. */
export async function findEarlierRefunds(tx: Queryable, order: Order, exceptId?: string): Promise<EarlierRefunds> {
  const isOther = ({ id }: { id: string }): boolean => id !== exceptId;
  const returns = await findReturnsOf(tx, [order.id]);
  const disputes = await findDisputesOf(tx, [order.id]);
  return earlierRefunds(order, returns.filter(isOther), disputes.filter(isOther));
}
