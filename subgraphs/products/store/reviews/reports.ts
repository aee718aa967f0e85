import { isId } from '@soko/ids';
import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import { checks, type ContentReport, type ReportKind, type ReportStatus } from '../../domain/reviews/report.ts';

const columns = `c.id, c.kind, c.subject_id AS "subjectId", c.reporter_id AS "reporterId", c.reason, c.text, c.status,
  c.decision_note AS "decisionNote", c.created_at AS "createdAt", c.decided_at AS "decidedAt"`;

const values = (report: ContentReport) => [
  report.id,
  report.kind,
  report.subjectId,
  report.reporterId,
  report.reason,
  report.text,
  report.createdAt,
];

/** Saves a report. Returns the report of this person about this thing, which may be an earlier one. */
export async function addReport(tx: Queryable, report: ContentReport): Promise<ContentReport> {
  // SQL: a conflict must not end the transaction.
  const { rows } = await tx.query<ContentReport>({
    name: 'add-report',
    text: `INSERT INTO content_report AS c (id, kind, subject_id, reporter_id, reason, text, status, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, 'OPEN', $7)
      ON CONFLICT (kind, subject_id, reporter_id) DO UPDATE SET id = c.id RETURNING ${columns}`,
    values: values(report),
  });
  return rows[0]!;
}

/** Saves what the automatic checks found. A text that was changed is looked at again: an earlier report is open again. */
export async function addMark(tx: Queryable, report: ContentReport): Promise<void> {
  // SQL: a conflict must not end the transaction.
  await tx.query({
    name: 'add-mark',
    text: `INSERT INTO content_report AS c (id, kind, subject_id, reporter_id, reason, text, status, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, 'OPEN', $7)
      ON CONFLICT (kind, subject_id, reporter_id) DO UPDATE SET reason = excluded.reason, status = 'OPEN', decided_by = NULL,
        decision_note = NULL, decided_at = NULL, created_at = excluded.created_at`,
    values: values({ ...report, reporterId: checks }),
  });
}

export async function lockReport(tx: Queryable, id: string): Promise<ContentReport | null> {
  if (!isId('crp', id)) return null;
  // SQL: FOR UPDATE.
  const { rows } = await tx.query<ContentReport>({
    name: 'lock-report',
    text: `SELECT ${columns} FROM content_report c WHERE c.id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

export interface Decision {
  status: Exclude<ReportStatus, 'OPEN'>;
  decidedBy: string;
  note: string | null;
  now: Date;
}

/** Decides open reports: one by its id, or all of one review. Returns them, decided. */
export async function decideReports(
  tx: Queryable,
  which: { id: string } | { reviewId: string },
  { status, decidedBy, note, now }: Decision,
): Promise<ContentReport[]> {
  const [name, condition, id] =
    'id' in which
      ? ['decide-report', 'c.id = $1', which.id]
      : ['decide-reports-of-review', `c.kind = 'REVIEW' AND c.subject_id = $1`, which.reviewId];
  // SQL: in a transaction on a pg client.
  const { rows } = await tx.query<ContentReport>({
    name,
    text: `UPDATE content_report c SET status = $2, decided_by = $3, decision_note = $4, decided_at = $5
      WHERE ${condition} AND c.status = 'OPEN' RETURNING ${columns}`,
    values: [id, status, decidedBy, note, now],
  });
  return rows;
}

/** A page of open reports, oldest first. One statement. */
export function listOpenReports(
  db: Queryable,
  kind: ReportKind | null,
  page: Page<readonly [time: Date, id: string]>,
): Promise<ContentReport[]> {
  const parameters = createParameters();
  // SQL: keyset page.
  return keysetPage<ContentReport>(db, {
    name: 'open-reports',
    select: columns,
    from: 'content_report c',
    where: [`c.status = 'OPEN'`, ...(kind === null ? [] : [`c.kind = ${parameters.add(kind)}`])],
    parameters,
    key: ['c.created_at', 'c.id'],
    direction: 'ASC',
    page,
  });
}
