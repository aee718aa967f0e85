import type { Queryable } from '@soko/postgres';
import { maxVacationMs, type Vacation } from '../../domain/vacations/vacation.ts';

/**
 * Moves the end of the accepted prices of a seller, whose row is locked: nobody can order them during a vacation. They hold for
 * `validMs` after it; null ends it now. Prices that have expired stay expired.
 */
export async function holdOffers(
  tx: Queryable,
  sellerId: string,
  vacation: Pick<Vacation, 'until'> | null,
  { now, validMs }: { now: Date; validMs: number },
): Promise<void> {
  const end = vacation === null ? now : (vacation.until ?? new Date(now.getTime() + maxVacationMs));
  await tx.query({
    name: 'hold-offers',
    // SQL: the rows are locked in the order of their ids, as every change of several offers does.
    text: `WITH held AS MATERIALIZED (
        SELECT id FROM offer WHERE seller_id = $1 AND status IN ('ACCEPTED', 'USED') AND valid_until > $2 ORDER BY id FOR UPDATE
      )
      UPDATE offer f SET valid_until = CASE WHEN $4 THEN $3 ELSE least(f.valid_until, $3) END FROM held WHERE f.id = held.id`,
    values: [sellerId, now, new Date(end.getTime() + validMs), vacation !== null],
  });
}
