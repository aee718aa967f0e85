import { type Envelope, trailOf } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { mayHave } from '../../domain/reports/may-have.ts';
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
  const standing = await findStanding(userId, event.correlationId);
  await inTransaction(pool, async (tx) => {
    for (const schedule of await listSchedules(tx, userId))
      if (!mayHave(schedule, standing)) await endSchedule(tx, schedule.id, now());
    for (const unfinished of await listUnfinishedOf(tx, userId)) {
      if (mayHave(unfinished, standing)) continue;
      const report = await endReport(tx, unfinished.id, { status: 'FAILED', failure: 'NOT_ALLOWED' });
      if (report !== null) await tell(tx, [reportEvent('failed', report, trailOf(event, 'analytics', now))]);
    }
  });
}

/** Deletes all reports of a person with their files, and their schedules. */
export const forgetReportsOf = ({ pool }: Pick<Services, 'pool'>, userId: string): Promise<void> =>
  deleteReportsOf(pool, userId);
