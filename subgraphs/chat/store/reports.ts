import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Report, ReportStatus } from '../domain/report.ts';

const columns = `r.id, r.conversation_id AS "conversationId", r.message_id AS "messageId", r.reporter_id AS "reporterId", r.reason,
  r.note, r.status, r.decision_note AS "decisionNote", r.created_at AS "createdAt", r.decided_at AS "decidedAt"`;

export async function findReports(db: Queryable, ids: readonly string[]): Promise<Report[]> {
  // SQL: beside the statements below.
  const { rows } = await db.query<Report>({
    name: 'chat-reports',
    text: `SELECT ${columns} FROM report r WHERE r.id = ANY ($1)`,
    values: [ids],
  });
  return rows;
}

/** A page of reports, oldest first. One statement. */
export function listReports(
  db: Queryable,
  status: ReportStatus | null,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Report[]> {
  const parameters = createParameters();
  return keysetPage<Report>(db, {
    select: columns,
    from: 'report r',
    where: status === null ? [] : [`r.status = ${parameters.add(status)}`],
    parameters,
    key: ['r.created_at', 'r.id'],
    direction: 'ASC',
    page,
    name: 'chat-list-reports',
  });
}

/** Saves a report. Returns the report of this person about this message, which may be an earlier one. */
export async function addReport(tx: Queryable, report: Report): Promise<Report> {
  // SQL: a conflict must not end the transaction.
  const { rows } = await tx.query<Report>({
    name: 'chat-add-report',
    text: `INSERT INTO report AS r (id, conversation_id, message_id, reporter_id, reason, note, status, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, 'OPEN', $7)
      ON CONFLICT (message_id, reporter_id) DO UPDATE SET id = r.id RETURNING ${columns}`,
    values: [
      report.id,
      report.conversationId,
      report.messageId,
      report.reporterId,
      report.reason,
      report.note,
      report.createdAt,
    ],
  });
  return rows[0]!;
}

/** Decides an open report. False when it is decided. */
export async function decideReport(
  tx: Queryable,
  decision: { id: string; status: ReportStatus; decidedBy: string; note: string | null; now: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'chat-decide-report',
    text: `UPDATE report SET status = $2, decided_by = $3, decision_note = $4, decided_at = $5
      WHERE id = $1 AND status = 'OPEN'`,
    values: [decision.id, decision.status, decision.decidedBy, decision.note, decision.now],
  });
  return rowCount === 1;
}
