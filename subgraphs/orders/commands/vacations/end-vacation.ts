import type { OrdersContext } from '../../context.ts';
import { isAway } from '../../domain/vacations/vacation.ts';
import { changeVacation, requireOwnSeller } from './change-vacation.ts';

/** Ends the vacation of a seller now. Nothing changes without one. */
export async function endVacation(context: OrdersContext, { sellerId }: { sellerId: string }): Promise<{ id: string }> {
  await requireOwnSeller(context, sellerId);
  await changeVacation(context, sellerId, (before) =>
    before !== null && isAway(before, context.now()) ? { saved: null, told: before, type: 'ended' } : null,
  );
  return { id: sellerId };
}
