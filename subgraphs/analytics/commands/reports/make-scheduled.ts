import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { mayHave } from '../../domain/reports/may-have.ts';
import { reportEvent } from '../../domain/reports/report-event.ts';
import type { ReportSchedule } from '../../domain/reports/schedule.ts';
import type { AnalyticsServices } from '../../services.ts';
import { endSchedule, listDueSchedules, makeDueReport } from '../../store/reports/schedules.ts';

type Services = Pick<AnalyticsServices, 'pool' | 'now' | 'findStanding'> & { log: Logger };

/** Schedules that are read at once. */
const atOnce = 100;

/** Time after which a turn of the job begins no further hundred. */
const turnMs = 10_000;

/** Makes the report of one schedule, or ends the schedule of a person who may not have it any more. */
async function makeOne({ pool, now, findStanding }: Services, schedule: ReportSchedule): Promise<void> {
  const correlationId = newId('req');
  const standing = await findStanding(schedule.requestedBy, schedule.storeId, correlationId);
  await inTransaction(pool, async (tx) => {
    if (!mayHave(schedule, standing)) return endSchedule(tx, schedule.id, now());
    const report = await makeDueReport(tx, schedule.id, now());
    const actor = { kind: 'service', id: 'analytics' } as const;
    if (report !== null)
      await tell(tx, [reportEvent('requested', report, { correlationId, causationId: null, actor, now })]);
  });
}

/** Job: makes the reports of schedules that are due. One that fails stays due, and does not hold up others. */
export async function makeScheduled(services: Services): Promise<void> {
  const { pool, log } = services;
  const now = services.now();
  const end = performance.now() + turnMs;
  for (let last: ReportSchedule | null = null; ;) {
    const due: ReportSchedule[] = await listDueSchedules(pool, now, atOnce, last);
    for (const schedule of due) {
      await makeOne(services, schedule).catch((error: unknown) => {
        log.warn({ err: error, schedule: schedule.id }, 'could not make the report of a schedule; retrying');
      });
    }
    if (due.length < atOnce || performance.now() > end) return;
    last = due.at(-1)!;
  }
}
