import { type Envelope, trailOf } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { mayHave, type Standing } from '../../domain/reports/may-have.ts';
import type { ReportTerms } from '../../domain/reports/report.ts';
import { reportEvent } from '../../domain/reports/report-event.ts';
import type { AnalyticsServices } from '../../services.ts';
import { deleteReportsOf, endReport, listUnfinishedOf } from '../../store/reports/reports.ts';
import { endSchedule, listSchedules } from '../../store/reports/schedules.ts';

type Services = Pick<AnalyticsServices, 'pool' | 'now' | 'findStanding'>;

/**
 * Ends the schedules and the unfinished reports that a person may not have any more. Users says what they may have now, so that an
 * event that arrives late ends nothing that they may have again.
 */
export async function endReportsOf(
  { pool, now, findStanding }: Services,
  userId: string,
  event: Envelope,
): Promise<void> {
  const [schedules, unfinished] = await Promise.all([listSchedules(pool, userId), listUnfinishedOf(pool, userId)]);
  // What is asked for meanwhile is checked when it is made.
  const standings = new Map<string | null, Standing | null>();
  for (const { storeId } of [...schedules, ...unfinished])
    if (!standings.has(storeId)) standings.set(storeId, await findStanding(userId, storeId, event.correlationId));
  const isLost = (terms: Pick<ReportTerms, 'scope' | 'sellerId' | 'storeId'>): boolean =>
    !mayHave(terms, standings.get(terms.storeId) ?? null);
  await inTransaction(pool, async (tx) => {
    for (const { id } of schedules.filter(isLost)) await endSchedule(tx, id, now());
    for (const { id } of unfinished.filter(isLost)) {
      const report = await endReport(tx, id, { status: 'FAILED', failure: 'NOT_ALLOWED' });
      if (report !== null) await tell(tx, [reportEvent('failed', report, trailOf(event, 'analytics', now))]);
    }
  });
}

/** Deletes all reports of a person with their files, and their schedules. */
export const forgetReportsOf = ({ pool }: Pick<Services, 'pool'>, userId: string): Promise<void> =>
  deleteReportsOf(pool, userId);
