import type { Queryable } from '@soko/postgres';
import { unknownVisitor, type Visit } from '../../domain/funnel/visit.ts';

/** Makes transactions about one visitor wait for each other, because each visit names the one before. */
export async function lockVisitor(tx: Queryable, visitor: string): Promise<void> {
  if (visitor === unknownVisitor) return;
  await tx.query({
    name: 'funnel-lock-visitor',
    // SQL: there is no row of the visitor to lock.
    text: `SELECT pg_advisory_xact_lock(hashtextextended('soko.funnel.' || $1, 0))`,
    values: [visitor],
  });
}

/** True for the number of a person who was erased. */
export async function isErased(tx: Queryable, visitor: string): Promise<boolean> {
  const { rows } = await tx.query({
    name: 'funnel-is-erased',
    // SQL: in the transaction of the lock.
    text: 'SELECT FROM erased_visitors WHERE visitor = $1',
    values: [visitor],
  });
  return rows.length > 0;
}

/** Keeps the ids of events of a visitor, and returns those that are new. */
export async function addTrackedIds(
  tx: Queryable,
  visitor: string,
  ids: readonly string[],
  at: Date,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'funnel-tracked-ids',
    // SQL: many rows in one statement, without those that are known. The order prevents deadlocks.
    text: `INSERT INTO tracked_events (visitor, id, received_at) SELECT DISTINCT $1::bigint, given.id, $3::timestamptz
      FROM unnest($2::text[]) AS given (id) ORDER BY given.id ON CONFLICT DO NOTHING RETURNING id`,
    values: [visitor, ids, at],
  });
  return rows.map(({ id }) => id);
}

/** Adds visits of one visitor, who is locked. The same visit again adds its views alone. */
export async function addVisits(tx: Queryable, visits: readonly Visit[]): Promise<void> {
  if (visits.length === 0) return;
  const { rows } = await tx.query<Omit<Visit, 'views'> & { isNew: boolean }>({
    name: 'funnel-visits-add',
    // SQL: adds to many rows in one statement. The order prevents deadlocks.
    text: `INSERT INTO funnel_visits AS known (visitor, scope, step, at, views)
      SELECT visitor, scope, step, at, sum(views) FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::timestamptz[], $5::int[])
        AS given (visitor, scope, step, at, views) GROUP BY visitor, scope, step, at ORDER BY visitor, scope, step, at
      ON CONFLICT (visitor, scope, step, at) DO UPDATE SET views = known.views + excluded.views WHERE excluded.views > 0
      RETURNING visitor, scope, step, at, xmax = 0 AS "isNew"`,
    values: [
      visits.map(({ visitor }) => visitor),
      visits.map(({ scope }) => scope),
      visits.map(({ step }) => step),
      visits.map(({ at }) => at),
      visits.map(({ views }) => views),
    ],
  });
  await linkVisits(
    tx,
    rows.filter(({ isNew, visitor }) => isNew && visitor !== unknownVisitor),
  );
}

async function linkVisits(tx: Queryable, added: readonly Omit<Visit, 'views'>[]): Promise<void> {
  if (added.length === 0) return;
  await tx.query({
    name: 'funnel-visits-link',
    // SQL: the time before each of the new ones, and before the next of each.
    text: `WITH added AS (SELECT * FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::timestamptz[]) AS given (visitor, scope, step, at))
      UPDATE funnel_visits v SET previous_at = (SELECT max(b.at) FROM funnel_visits b
        WHERE b.visitor = v.visitor AND b.scope = v.scope AND b.step = v.step AND b.at < v.at)
      FROM (SELECT visitor, scope, step, at FROM added UNION SELECT visitor, scope, step, (SELECT min(n.at) FROM funnel_visits n
        WHERE n.visitor = added.visitor AND n.scope = added.scope AND n.step = added.step AND n.at > added.at) FROM added) AS touched
      WHERE v.visitor = touched.visitor AND v.scope = touched.scope AND v.step = touched.step AND v.at = touched.at`,
    values: [
      added.map(({ visitor }) => visitor),
      added.map(({ scope }) => scope),
      added.map(({ step }) => step),
      added.map(({ at }) => at),
    ],
  });
}

/**
 * Gives the visits of a person to a number that is no one's, so that the counts stay, and deletes the ids of their events. The number
 * of the person is kept as erased.
 */
export async function forgetVisitor(tx: Queryable, visitor: string, nobody: string, at: Date): Promise<void> {
  await tx.query({
    name: 'funnel-erased-add',
    // SQL: in the transaction of the lock.
    text: 'INSERT INTO erased_visitors (visitor, erased_at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    values: [visitor, at],
  });
  await tx.query({
    name: 'funnel-tracked-forget',
    // SQL: in the transaction of the lock.
    text: 'DELETE FROM tracked_events WHERE visitor = $1',
    values: [visitor],
  });
  await tx.query({
    name: 'funnel-visits-forget',
    // SQL: in the transaction of the lock.
    text: 'UPDATE funnel_visits SET visitor = $2 WHERE visitor = $1',
    values: [visitor, nobody],
  });
}
