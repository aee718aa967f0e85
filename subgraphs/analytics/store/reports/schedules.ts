import { newId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { Report } from '../../domain/reports/report.ts';
import type { ReportSchedule } from '../../domain/reports/schedule.ts';
import { reportColumns } from './reports.ts';

const columns = `id, requested_by AS "requestedBy", type, scope, seller_id AS "sellerId", store_id AS "storeId", format, columns, filter, every,
  time_zone AS "timeZone", hour, next_at AS "nextAt", created_at AS "createdAt", ended_at AS "endedAt"`;

/**
 * The start of the period that a time is in, where periods begin at an hour of the day. The calendar of the time zone decides, also
 * where its clock changes.
 */
const startOf = (at: string, every: string, timeZone: string, hour: string): string =>
  `date_trunc(lower(${every}), (${at} AT TIME ZONE ${timeZone}) - ${hour} * interval '1 hour')`;

const oneOf = (every: string): string => `('1 ' || lower(${every}))::interval`;

/** The first time after `at` at which a period begins. */
const nextAfter = (at: string, every: string, timeZone: string, hour: string): string =>
  `(${startOf(at, every, timeZone, hour)} + ${oneOf(every)} + ${hour} * interval '1 hour') AT TIME ZONE ${timeZone}`;

export async function findSchedule(db: Queryable, id: string): Promise<ReportSchedule | null> {
  // SQL: read in the transactions of the pool as well.
  const { rows } = await db.query<ReportSchedule>({
    name: 'report-schedule-find',
    text: `SELECT ${columns} FROM report_schedules WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The schedules of a person that have not ended, oldest first. */
export async function listSchedules(db: Queryable, userId: string): Promise<ReportSchedule[]> {
  // SQL: in the transaction of the idempotency key as well.
  const { rows } = await db.query<ReportSchedule>({
    name: 'report-schedules-list',
    text: `SELECT ${columns} FROM report_schedules WHERE requested_by = $1 AND ended_at IS NULL ORDER BY created_at, id`,
    values: [userId],
  });
  return rows;
}

/** Saves a schedule, whose first report is due after the period that `at` is in. */
export async function insertSchedule(
  tx: Queryable,
  { requestedBy, at, ...terms }: Omit<ReportSchedule, 'id' | 'nextAt' | 'createdAt' | 'endedAt'> & { at: Date },
): Promise<string> {
  const id = newId('rps');
  // SQL: the calendar of a time zone.
  await tx.query({
    name: 'report-schedule-insert',
    text: `INSERT INTO report_schedules (id, requested_by, type, scope, seller_id, format, columns, filter, every, time_zone, hour,
        next_at, created_at, store_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ${nextAfter('$12::timestamptz', '$9::text', '$10::text', '$11::int')}, $12, $13)`,
    values: [
      id,
      requestedBy,
      terms.type,
      terms.scope,
      terms.sellerId,
      terms.format,
      terms.columns,
      terms.filter,
      terms.every,
      terms.timeZone,
      terms.hour,
      at,
      terms.storeId,
    ],
  });
  return id;
}

/** Ends a schedule. One that has ended stays as it is. */
export async function endSchedule(db: Queryable, id: string, at: Date): Promise<void> {
  // SQL: a condition on the row.
  await db.query({
    name: 'report-schedule-end',
    text: 'UPDATE report_schedules SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL',
    values: [id, at],
  });
}

/** The schedules that are due, those that wait longest first, from the one after `last`. */
export async function listDueSchedules(
  db: Queryable,
  now: Date,
  limit: number,
  last: ReportSchedule | null,
): Promise<ReportSchedule[]> {
  // SQL: beside the statement that makes a report.
  const { rows } = await db.query<ReportSchedule>({
    name: 'report-schedules-due',
    text: `SELECT ${columns} FROM report_schedules WHERE next_at <= $1 AND ended_at IS NULL
      AND ($3::timestamptz IS NULL OR (next_at, id) > ($3, $4)) ORDER BY next_at, id LIMIT $2`,
    values: [now, limit, last?.nextAt ?? null, last?.id ?? null],
  });
  return rows;
}

/**
 * Makes the report of a schedule about the period that has ended, and sets its next time. Null when it is not due any more, and when
 * the period has its report. A period has one: the newest of several that were missed is made, those before it are not.
 */
export async function makeDueReport(tx: Queryable, id: string, now: Date): Promise<Report | null> {
  const { rows } = await tx.query<Report>({
    name: 'report-schedule-make',
    // SQL: the calendar of a time zone, in the statement that sets the next time.
    text: `WITH moved AS (
        UPDATE report_schedules s SET next_at = ${nextAfter('$3::timestamptz', 'every', 'time_zone', 'hour')}
        WHERE id = $1 AND next_at <= $3 AND ended_at IS NULL
        RETURNING s.*, ${startOf('$3::timestamptz', 'every', 'time_zone', 'hour')} AS ended),
      days AS (SELECT *, (ended - ${oneOf('every')}) AS begun FROM moved)
      INSERT INTO reports (id, requested_by, schedule_id, type, scope, seller_id, store_id, format, columns, filter, from_day, to_day,
        time_zone, since, until, status, due_at, created_at)
      SELECT $2, requested_by, id, type, scope, seller_id, store_id, format, columns, filter, begun::date::text,
        (ended - interval '1 day')::date::text, time_zone, begun AT TIME ZONE time_zone, ended AT TIME ZONE time_zone,
        'PENDING', $3, $3 FROM days
      ON CONFLICT (schedule_id, to_day) WHERE schedule_id IS NOT NULL DO NOTHING
      RETURNING ${reportColumns}`,
    values: [id, newId('rpo'), now],
  });
  return rows[0] ?? null;
}
