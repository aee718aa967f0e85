import { sellerNotActive } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { readVacation, startVacation } from '../../domain/vacations/vacation.ts';
import { findSellerStatus } from '../../store/known-sellers.ts';
import { findVacations } from '../../store/vacations.ts';
import { changeVacation, requireOwnSeller } from './change-vacation.ts';

export interface SetVacationInput {
  sellerId: string;
  until?: Date | null | undefined;
  message: string;
}

/**
 * Begins a vacation of a seller, or changes the one that lasts. The same vacation again changes nothing. Each change may mail every
 * buyer with an accepted price, so only some are allowed in a day.
 */
export async function setVacation(context: OrdersContext, { sellerId, ...written }: SetVacationInput) {
  await requireOwnSeller(context, sellerId);
  const now = context.now();
  const terms = readVacation(written, now);
  const status = await findSellerStatus(context.db, sellerId);
  if (status !== 'ACTIVE') return sellerNotActive(status);
  const [lasting = null] = await findVacations(context.pool, [sellerId], now);
  // A repeat is never refused.
  if (startVacation(lasting, sellerId, terms, now) === null) return { id: sellerId };
  const attempt = [
    { name: 'orders.vacations-of-seller', key: sellerId, says: 'Too many changes of the vacation.' },
  ] as const;
  await context.limits.take(attempt);
  let isChanged = false;
  try {
    isChanged = await changeVacation(context, sellerId, (before) => {
      const started = startVacation(before, sellerId, terms, now);
      return started && { saved: started.vacation, told: started.vacation, type: started.type };
    });
  } finally {
    if (!isChanged) await context.limits.giveBack(attempt);
  }
  return { id: sellerId };
}
