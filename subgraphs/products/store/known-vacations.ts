import type { Queryable } from '@soko/postgres';

export interface VacationFacts {
  sellerId: string;
  /** Null for a vacation that its seller ended. */
  since: Date | null;
  until: Date | null;
  /** Sequence of the event. An event older than the saved one is ignored. */
  sequence: number;
}

/** SQL: true while this seller is on vacation. */
export const isOnVacation = (sellerId: string, at: string): string =>
  `EXISTS (SELECT FROM seller_vacation w WHERE w.seller_id = ${sellerId} AND w.since IS NOT NULL AND (w.until IS NULL OR w.until > ${at}))`;

/** Saves the vacation of a seller, unless a later event was saved before. */
export async function noteVacation(db: Queryable, { sellerId, since, until, sequence }: VacationFacts): Promise<void> {
  // SQL: ON CONFLICT with a condition.
  await db.query({
    name: 'note-vacation',
    text: `INSERT INTO seller_vacation AS known (seller_id, since, until, sequence) VALUES ($1, $2, $3, $4)
      ON CONFLICT (seller_id) DO UPDATE SET (since, until, sequence) = (excluded.since, excluded.until, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [sellerId, since, until, sequence],
  });
}
