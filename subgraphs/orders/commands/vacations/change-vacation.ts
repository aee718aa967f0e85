import { hasRole, requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { OrdersContext } from '../../context.ts';
import { vacationEvent } from '../../domain/vacations/vacation-event.ts';
import type { Vacation } from '../../domain/vacations/vacation.ts';
import { holdOffers } from '../../store/offers/hold-offers.ts';
import { lockVacation, saveVacation } from '../../store/vacations.ts';

/** A decision about a vacation: the vacation that is saved, the one of the event, and what happened. Null changes nothing. */
export type VacationChange = {
  saved: Vacation | null;
  told: Vacation;
  type: Parameters<typeof vacationEvent>[0];
} | null;

/** Throws NOT_FOUND unless the viewer sells as this seller, or is support. */
export async function requireOwnSeller({ viewer, sellerIds }: OrdersContext, sellerId: string): Promise<void> {
  requireUser(viewer);
  if (!hasRole(viewer, 'SUPPORT') && !(await sellerIds()).includes(sellerId)) throw notFound('The seller');
}

/** Locks, decides and saves the vacation of a seller with its event. Accepted prices hold until after it. */
export async function changeVacation(
  { pool, trail, now, offers }: Pick<OrdersContext, 'pool' | 'trail' | 'now' | 'offers'>,
  sellerId: string,
  decide: (before: Vacation | null) => VacationChange,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const kept = await lockVacation(tx, sellerId);
    const change = kept && decide(kept.vacation);
    if (kept === null || change === null) return;
    const version = kept.version + 1;
    await saveVacation(tx, sellerId, { vacation: change.saved, version });
    await holdOffers(tx, sellerId, change.saved, { now: now(), validMs: offers.validMs });
    await tell(tx, [vacationEvent(change.type, change.told, version, trail)]);
  });
}
