import { sellerNotActive } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { readVacation, startVacation } from '../../domain/vacations/vacation.ts';
import { findSellerStatus } from '../../store/known-sellers.ts';
import { changeVacation, requireOwnSeller } from './change-vacation.ts';

export interface SetVacationInput {
  sellerId: string;
  until?: Date | null | undefined;
  message: string;
}

/** Begins a vacation of a seller, or changes the one that lasts. The same vacation again changes nothing. */
export async function setVacation(context: OrdersContext, { sellerId, ...written }: SetVacationInput) {
  await requireOwnSeller(context, sellerId);
  const now = context.now();
  const terms = readVacation(written, now);
  const status = await findSellerStatus(context.db, sellerId);
  if (status !== 'ACTIVE') return sellerNotActive(status);
  await changeVacation(context, sellerId, (before) => {
    const started = startVacation(before, sellerId, terms, now);
    return started && { saved: started.vacation, told: started.vacation, type: started.type };
  });
  return { id: sellerId };
}
