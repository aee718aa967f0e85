import { type Envelope, trailOf } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { reportEvent } from '../../domain/reports/report-event.ts';
import type { AnalyticsServices } from '../../services.ts';
import { deleteReportsOf, endReport, listUnfinishedOf } from '../../store/reports/reports.ts';

type Services = Pick<AnalyticsServices, 'pool' | 'now'>;

/** Ends the unfinished reports for which a person has no role any more. Those of later than the event are left alone. */
export const endReportsOf = (
  { pool, now }: Services,
  userId: string,
  roles: readonly string[],
  event: Envelope,
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const isAdmin = roles.includes('ADMIN');
    const isSeller = isAdmin || roles.includes('SELLER');
    for (const { id, scope } of await listUnfinishedOf(tx, userId, new Date(event.time))) {
      if (scope === 'PLATFORM' ? isAdmin : isSeller) continue;
      const report = await endReport(tx, id, { status: 'FAILED', failure: 'NOT_ALLOWED' });
      if (report !== null) await tell(tx, [reportEvent('failed', report, trailOf(event, 'analytics', now))]);
    }
  });

/** Deletes all reports of a person with their files. */
export const forgetReportsOf = ({ pool }: Services, userId: string): Promise<void> => deleteReportsOf(pool, userId);
