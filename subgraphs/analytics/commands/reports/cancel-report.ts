import { notFound } from '@soko/errors';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { trailOfRequest } from '@soko/subgraph';
import type { AnalyticsContext } from '../../context.ts';
import { reportEnded } from '../../domain/refusals.ts';
import type { Report } from '../../domain/reports/report.ts';
import { reportEvent } from '../../domain/reports/report-event.ts';
import { endReport, findReport } from '../../store/reports/reports.ts';
import { requesterOf, requireWriter } from './requester.ts';

/** Cancels an unfinished report of the viewer. A repeat returns the cancelled report. */
export async function cancelReport(
  context: AnalyticsContext,
  { reportId }: { reportId: string },
): Promise<Report | ReturnType<typeof reportEnded>> {
  const { identity, pool, now } = context;
  const requester = requesterOf(requireWriter(context));
  const found = await findReport(pool, reportId);
  if (found?.requestedBy !== requester) throw notFound('The report');
  const ended = await inTransaction(pool, async (tx) => {
    const report = await endReport(tx, reportId, { status: 'CANCELLED' });
    if (report !== null) await tell(tx, [reportEvent('cancelled', report, trailOfRequest(identity, now))]);
    return report;
  });
  if (ended !== null) return ended;
  const report = (await findReport(pool, reportId))!;
  return report.status === 'CANCELLED' ? report : reportEnded(report);
}
