import { hasRole, requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { OrdersContext } from '../../context.ts';
import { vacationEvent } from '../../domain/vacations/vacation-event.ts';
import type { Vacation } from '../../domain/vacations/vacation.ts';
import { holdOffer, resumeOffer } from '../../domain/offers/change-offer.ts';
import { lockLastingOffers } from '../../store/offers/find-offers.ts';
import { saveOffers } from '../../store/offers/save-offers.ts';
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

/** True when the price of no offer moves: the vacation has other words, and the same end. */
const keepsEnd = (before: Vacation | null, { saved, type }: NonNullable<VacationChange>): boolean =>
  type === 'changed' && before?.until?.getTime() === saved?.until?.getTime();

/** Moves the end of the accepted prices of a seller, whose row is locked: nobody can order them during a vacation. */
async function moveOffers(
  tx: Queryable,
  { trail, now: clock, offers: times }: Pick<OrdersContext, 'trail' | 'now' | 'offers'>,
  sellerId: string,
  vacation: Vacation | null,
): Promise<void> {
  const now = clock();
  const lasting = await lockLastingOffers(tx, sellerId, now);
  const changes = lasting.flatMap((offer) => {
    const change = vacation === null ? resumeOffer(offer, { now, times }) : holdOffer(offer, vacation, { now, times });
    return change ?? [];
  });
  await saveOffers(tx, changes, trail);
}

/**
 * Locks, decides and saves the vacation of a seller with its event. Accepted prices hold until after it. False when nothing
 * changes.
 */
export async function changeVacation(
  context: Pick<OrdersContext, 'pool' | 'trail' | 'now' | 'offers'>,
  sellerId: string,
  decide: (before: Vacation | null) => VacationChange,
): Promise<boolean> {
  return inTransaction(context.pool, async (tx) => {
    const kept = await lockVacation(tx, sellerId);
    const change = kept && decide(kept.vacation);
    if (kept === null || change === null) return false;
    const version = kept.version + 1;
    await saveVacation(tx, sellerId, { vacation: change.saved, version });
    if (!keepsEnd(kept.vacation, change)) await moveOffers(tx, context, sellerId, change.saved);
    await tell(tx, [vacationEvent(change.type, change.told, version, context.trail)]);
    return true;
  });
}
