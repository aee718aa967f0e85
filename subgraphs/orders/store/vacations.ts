import type { Queryable } from '@soko/postgres';
import type { Vacation } from '../domain/vacations/vacation.ts';

/** SQL: true while the seller `s` is on vacation. */
export const isOnVacation = (at: string): string =>
  `(s.vacation_since IS NOT NULL AND (s.vacation_until IS NULL OR s.vacation_until > ${at}))`;

/** SQL: the vacation of the seller `s` as JSON. */
export const vacationJson = `jsonb_build_object('sellerId', s.id, 'since', s.vacation_since, 'until', s.vacation_until,
  'message', s.vacation_message)`;

/** A vacation of `vacationJson`. */
export type VacationJson = Omit<Vacation, 'since' | 'until'> & { since: string; until: string | null };

export const toVacation = ({ since, until, ...vacation }: VacationJson): Vacation => ({
  ...vacation,
  since: new Date(since),
  until: until === null ? null : new Date(until),
});

/** The vacations of sellers that last now. One statement. */
export async function findVacations(db: Queryable, sellerIds: readonly string[], now: Date): Promise<Vacation[]> {
  const { rows } = await db.query<{ vacation: VacationJson }>({
    name: 'vacations-of-sellers',
    // SQL: keeps the rule when a vacation lasts in one place.
    text: `SELECT ${vacationJson} AS vacation FROM seller s WHERE s.id = ANY($1) AND ${isOnVacation('$2')}`,
    values: [sellerIds, now],
  });
  return rows.map(({ vacation }) => toVacation(vacation));
}

/** `findVacations` in a transaction: until it ends, none begins or changes. */
export async function shareVacations(tx: Queryable, sellerIds: readonly string[], now: Date): Promise<Vacation[]> {
  const { rows } = await tx.query<{ vacation: VacationJson; away: boolean }>({
    name: 'share-vacations-of-sellers',
    // SQL: locks the rows, in a transaction.
    text: `SELECT ${vacationJson} AS vacation, ${isOnVacation('$2')} AS away FROM seller s WHERE s.id = ANY($1)
      ORDER BY s.id FOR SHARE`,
    values: [sellerIds, now],
  });
  return rows.flatMap(({ vacation, away }) => (away ? [toVacation(vacation)] : []));
}

/** A seller's vacation, also one that is over, and the number of its changes. */
export interface KeptVacation {
  vacation: Vacation | null;
  version: number;
}

/** Locks the vacation of a seller until the transaction ends. Placements that have begun end first. Null for an unknown seller. */
export async function lockVacation(tx: Queryable, sellerId: string): Promise<KeptVacation | null> {
  const { rows } = await tx.query<{ vacation: VacationJson | null; version: number }>({
    name: 'lock-vacation',
    // SQL: locks the row, in a transaction.
    text: `SELECT CASE WHEN s.vacation_since IS NOT NULL THEN ${vacationJson} END AS vacation, s.vacation_version AS version
      FROM seller s WHERE s.id = $1 FOR UPDATE`,
    values: [sellerId],
  });
  return rows[0] ? { vacation: rows[0].vacation && toVacation(rows[0].vacation), version: rows[0].version } : null;
}

/** Saves the vacation of a seller whose row is locked; null ends it. */
export async function saveVacation(
  tx: Queryable,
  sellerId: string,
  { vacation, version }: KeptVacation,
): Promise<void> {
  await tx.query({
    name: 'save-vacation',
    // SQL: in the transaction of the lock.
    text: `UPDATE seller SET (vacation_since, vacation_until, vacation_message, vacation_version) = ($2, $3, $4, $5)
      WHERE id = $1`,
    values: [sellerId, vacation?.since ?? null, vacation?.until ?? null, vacation?.message ?? null, version],
  });
}
