import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { readQuantity, readTimeZone } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { AnalyticsContext } from '../../context.ts';
import { reportScheduleLimitReached } from '../../domain/refusals.ts';
import { readReportRows } from '../../domain/reports/read-report-terms.ts';
import { reportRules } from '../../domain/reports/report.ts';
import { type ReportSchedule, usualHour } from '../../domain/reports/schedule.ts';
import type { ScheduleReportInput } from '../../generated/graphql.ts';
import { lockRequests } from '../../store/reports/reports.ts';
import { endSchedule, findSchedule, insertSchedule, listSchedules } from '../../store/reports/schedules.ts';
import { requesterOf, requireWriter } from './requester.ts';
import { requireExtent } from './require-extent.ts';

type Refusal = ReturnType<typeof reportScheduleLimitReached>;

/** Has a report made after each day, week or month. A repeat returns the first result. */
export async function scheduleReport(
  context: AnalyticsContext,
  input: ScheduleReportInput,
): Promise<ReportSchedule | Refusal> {
  const { pool, now } = context;
  const viewer = requireWriter(context);
  const [owner, requestedBy] = [viewer.id, requesterOf(viewer)];
  const key = readIdempotencyKey(input.idempotencyKey);
  const { timeZone: usualTimeZone, ...extent } = await requireExtent(context, input);
  const terms = {
    ...readReportRows(input),
    ...extent,
    every: input.every,
    hour: readQuantity(input.hour ?? usualHour, 'hour', { min: 0, max: 23 }),
    timeZone: input.timeZone == null ? (usualTimeZone ?? 'UTC') : readTimeZone(input.timeZone),
  };
  const command = { owner, key, input: { command: 'scheduleReport', ...terms } };
  const result = await once<{ id: string } | Refusal>(pool, command, async (tx) => {
    await lockRequests(tx, requestedBy);
    if ((await listSchedules(tx, requestedBy)).length >= reportRules.maxSchedules) return reportScheduleLimitReached();
    return { id: await insertSchedule(tx, { ...terms, requestedBy, at: now() }) };
  });
  return isRefusal(result) ? result : (await findSchedule(pool, result.id))!;
}

/** Ends a schedule of the viewer. A repeat returns the ended schedule. */
export async function unscheduleReport(
  context: AnalyticsContext,
  { scheduleId }: { scheduleId: string },
): Promise<ReportSchedule> {
  const { pool, now } = context;
  const requester = requesterOf(requireWriter(context));
  const found = await findSchedule(pool, scheduleId);
  if (found?.requestedBy !== requester) throw notFound('The schedule');
  await endSchedule(pool, scheduleId, now());
  return (await findSchedule(pool, scheduleId))!;
}
