import type { LogEnds } from '@soko/event-bus';
import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Report, ReportFailure, ReportTerms } from '../../domain/reports/report.ts';

export const reportColumns = `id, requested_by AS "requestedBy", schedule_id AS "scheduleId", type, scope, seller_id AS "sellerId", store_id AS "storeId", format, columns, filter,
  from_day AS "from", to_day AS "to", time_zone AS "timeZone", since, until, status, failure, position, rows,
  created_at AS "createdAt", started_at AS "startedAt", completed_at AS "completedAt", expires_at AS "expiresAt", version`;

export async function findReport(db: Queryable, id: string): Promise<Report | null> {
  const { rows } = await db.query<Report>({
    name: 'report-find',
    // SQL: read in the transactions of the pool as well.
    text: `SELECT ${reportColumns} FROM reports WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** A page of the reports of a person, newest first. One statement. */
export const listReports = (
  db: Queryable,
  userId: string,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Report[]> =>
  keysetPage<Report>(db, {
    select: reportColumns,
    from: 'reports',
    where: ['requested_by = $1'],
    parameters: createParameters(userId),
    key: ['created_at', 'id'],
    direction: 'DESC',
    page,
    name: 'report-list',
  });

/** Makes requests of one person wait for each other until the transaction ends. */
export async function lockRequests(tx: Queryable, userId: string): Promise<void> {
  // SQL: there is no row of the person to lock.
  await tx.query({
    name: 'report-lock-requests',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('soko.reports.' || $1, 0))`,
    values: [userId],
  });
}

/** Times of the last `limit` reports that a person asked for, newest first. */
export async function listRequestTimes(db: Queryable, userId: string, limit: number): Promise<Date[]> {
  const { rows } = await db.query<{ at: Date }>({
    name: 'report-request-times',
    // SQL: in the transaction of the idempotency key.
    text: `SELECT created_at AS at FROM reports WHERE requested_by = $1 AND schedule_id IS NULL
      ORDER BY created_at DESC, id DESC LIMIT $2`,
    values: [userId, limit],
  });
  return rows.map(({ at }) => at);
}

/** Saves a new report. The days become times by the time zone. */
export async function insertReport(
  tx: Queryable,
  { id, requestedBy, at, terms }: { id: string; requestedBy: string; at: Date; terms: ReportTerms },
): Promise<Report> {
  const { rows } = await tx.query<Report>({
    name: 'report-insert',
    // SQL: in the transaction of the idempotency key, with the calendar of a time zone.
    text: `INSERT INTO reports (id, requested_by, type, scope, seller_id, store_id, format, columns, filter, from_day, to_day, time_zone,
        since, until, status, due_at, created_at)
      SELECT $1, $2, $3, $4, $5, $13, $6, $7, $8, $9, $10, $11, since, greatest(since, least(until, $12)), 'PENDING', $12, $12
      FROM (SELECT $9::date::timestamp AT TIME ZONE $11 AS since,
        ($10::date + 1)::timestamp AT TIME ZONE $11 AS until) AS days
      RETURNING ${reportColumns}`,
    values: [
      id,
      requestedBy,
      terms.type,
      terms.scope,
      terms.sellerId,
      terms.format,
      terms.columns,
      terms.filter,
      terms.from,
      terms.to,
      terms.timeZone,
      at,
      terms.storeId,
    ],
  });
  return rows[0]!;
}

export interface ClaimedReport extends Report {
  /** Tries in a row that brought no further part, this one included. */
  tries: number;
  bytes: string;
  parts: number;
  awaits: LogEnds | null;
}

/**
 * Claims unfinished reports that are due, those that wait longest first: of each person the oldest that is due, and none while a
 * process writes another of theirs. A claim counts a try: one that kills its process counts too. Claims wait for each other, so that
 * each sees those before it.
 */
export const claimDueReports = (
  pool: pg.Pool,
  limit: number,
  { now, until }: { now: Date; until: Date },
): Promise<ClaimedReport[]> =>
  inTransaction(pool, async (tx) => {
    // SQL: there is no row to lock.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('soko.reports.claims', 0))`);
    const { rows } = await tx.query<ClaimedReport>({
      name: 'report-claim',
      // SQL: SKIP LOCKED.
      text: `UPDATE reports SET status = 'RUNNING', started_at = coalesce(started_at, $2), tries = tries + 1, due_at = $3,
          claimed_until = $3
        WHERE id IN (SELECT id FROM reports r WHERE status IN ('PENDING', 'RUNNING') AND due_at <= $2
          AND NOT EXISTS (SELECT FROM reports o WHERE o.requested_by = r.requested_by AND o.id <> r.id
            AND o.status IN ('PENDING', 'RUNNING')
            AND (o.claimed_until > $2 OR (o.due_at <= $2 AND (o.created_at, o.id) < (r.created_at, r.id))))
          ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING ${reportColumns}, tries, bytes::text, parts, awaits`,
      values: [limit, now, until],
    });
    return rows;
  });

/** Sets the time at which an unfinished report goes on, and leaves it to any process. */
export async function postponeReport(db: Queryable, id: string, dueAt: Date): Promise<void> {
  await db.query({
    name: 'report-postpone',
    // SQL: beside the claim.
    text: `UPDATE reports SET due_at = $2, claimed_until = NULL WHERE id = $1 AND status = 'RUNNING'`,
    values: [id, dueAt],
  });
}

/** Lets a report without parts wait for the events before these ends. This is no try. */
export async function awaitEvents(db: Queryable, id: string, awaits: LogEnds, dueAt: Date): Promise<void> {
  await db.query({
    name: 'report-await-events',
    // SQL: beside the claim.
    text: `UPDATE reports SET due_at = $2, claimed_until = NULL, tries = greatest(0, tries - 1), awaits = $3
      WHERE id = $1 AND status = 'RUNNING' AND parts = 0`,
    values: [id, dueAt, awaits],
  });
}

type End =
  | { status: 'COMPLETE'; at: Date; expiresAt: Date }
  | { status: 'FAILED'; failure: ReportFailure }
  | { status: 'CANCELLED' };

/** Ends an unfinished report. Null when it is not unfinished any more. One without a file loses its parts. */
export async function endReport(tx: Queryable, id: string, end: End): Promise<Report | null> {
  const isComplete = end.status === 'COMPLETE';
  const { rows } = await tx.query<Report>({
    name: 'report-end',
    // SQL: a condition on the status, in the transaction of the event.
    text: `UPDATE reports SET status = $2, failure = $3, completed_at = $4, expires_at = $5, version = version + 1
      WHERE id = $1 AND status IN ('PENDING', 'RUNNING') RETURNING ${reportColumns}`,
    values: [
      id,
      end.status,
      end.status === 'FAILED' ? end.failure : null,
      isComplete ? end.at : null,
      isComplete ? end.expiresAt : null,
    ],
  });
  if (rows[0] !== undefined && !isComplete) await deleteParts(tx, [id]);
  return rows[0] ?? null;
}

async function deleteParts(tx: Queryable, ids: readonly string[]): Promise<void> {
  // SQL: beside the change of the report.
  await tx.query({
    name: 'report-parts-delete',
    text: 'DELETE FROM report_parts WHERE report_id = ANY ($1)',
    values: [ids],
  });
}

/** Deletes the files whose time has passed, some at a time. Returns how many. */
export async function expireReports(tx: Queryable, now: Date, limit: number): Promise<number> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'reports-expire',
    // SQL: a part of the rows.
    text: `UPDATE reports SET status = 'EXPIRED' WHERE id IN (SELECT id FROM reports
        WHERE status = 'COMPLETE' AND expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id`,
    values: [now, limit],
  });
  if (rows.length > 0)
    await deleteParts(
      tx,
      rows.map(({ id }) => id),
    );
  return rows.length;
}

/** The unfinished reports of a person. */
export async function listUnfinishedOf(db: Queryable, userId: string): Promise<Report[]> {
  const { rows } = await db.query<Report>({
    name: 'reports-unfinished-of',
    // SQL: in the transaction that ends them.
    text: `SELECT ${reportColumns} FROM reports
      WHERE requested_by = $1 AND status IN ('PENDING', 'RUNNING')`,
    values: [userId],
  });
  return rows;
}

/** Deletes the reports and schedules of a person. The parts of reports follow. */
export async function deleteReportsOf(db: Queryable, userId: string): Promise<void> {
  // SQL: beside the others.
  await db.query({
    name: 'report-schedules-delete-of',
    text: 'DELETE FROM report_schedules WHERE requested_by = $1',
    values: [userId],
  });
  await db.query({ name: 'reports-delete-of', text: 'DELETE FROM reports WHERE requested_by = $1', values: [userId] });
}
