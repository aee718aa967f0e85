import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { readOptional, readText } from '@soko/input';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { ProductsContext } from '../../context.ts';
import { reportDecided, type ReportDecided } from '../../domain/reviews/refusals.ts';
import { type ContentReport, type ReportDecision, statusAfter } from '../../domain/reviews/report.ts';
import { reportDecidedEvent } from '../../domain/reviews/review-events.ts';
import { decideReports, lockReport } from '../../store/reviews/reports.ts';

interface ResolveReportInput {
  reportId: string;
  decision: ReportDecision;
  note?: string | null | undefined;
}

/** Decides a report. The same decision again returns the report. */
export async function resolveReport(
  context: ProductsContext,
  input: ResolveReportInput,
): Promise<ContentReport | ReportDecided> {
  const { id: decidedBy } = requireRole(context.viewer, 'SUPPORT');
  const note = readOptional(readText, input.note, 'note', { max: 1_000 });
  const { pool, trail, now } = context;
  const status = statusAfter(input.decision);
  return inTransaction(pool, async (tx) => {
    const report = await lockReport(tx, input.reportId);
    if (report === null) throw notFound('The report');
    if (report.status !== 'OPEN') return report.status === status ? report : reportDecided(report.status);
    const [decided] = await decideReports(tx, { id: report.id }, { status, decidedBy, note, now: now() });
    await tell(tx, [reportDecidedEvent(decided!, trail)]);
    return decided!;
  });
}
