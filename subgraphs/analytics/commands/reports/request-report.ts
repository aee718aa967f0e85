import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import { trailOfRequest } from '@soko/subgraph';
import type { AnalyticsContext } from '../../context.ts';
import { reportLimitReached, reportsUnfinished } from '../../domain/refusals.ts';
import { readReportTerms } from '../../domain/reports/read-report-terms.ts';
import { type Report, reportRules, type ReportTerms } from '../../domain/reports/report.ts';
import { reportEvent } from '../../domain/reports/report-event.ts';
import type { RequestReportInput } from '../../generated/graphql.ts';
import {
  findReport,
  insertReport,
  listRequestTimes,
  listUnfinishedOf,
  lockRequests,
} from '../../store/reports/reports.ts';
import { requesterOf, requireWriter } from './requester.ts';
import { requireExtent } from './require-extent.ts';

type Refusal = ReturnType<typeof reportsUnfinished> | ReturnType<typeof reportLimitReached>;

/** What a repeat gets again. */
type Kept = { id: string } | { availableAt: string } | ReturnType<typeof reportsUnfinished>;

const dayMs = 86_400_000;

/** The time from which a person, or the keys of a store, may ask again, or null when they may now. */
async function limitedUntil(tx: Queryable, requester: string, at: Date): Promise<Date | null> {
  const times = await listRequestTimes(tx, requester, reportRules.perDay);
  if (times.length < reportRules.perDay) return null;
  const free = new Date(times.at(-1)!.getTime() + dayMs);
  return free > at ? free : null;
}

/** Asks for a report. A repeat returns the first result. */
export async function requestReport(context: AnalyticsContext, input: RequestReportInput): Promise<Report | Refusal> {
  const { identity, pool, now } = context;
  const viewer = requireWriter(context);
  const [owner, requestedBy] = [viewer.id, requesterOf(viewer)];
  const key = readIdempotencyKey(input.idempotencyKey);
  const { timeZone, ...extent } = await requireExtent(context, input);
  const terms: ReportTerms = { ...readReportTerms(input, timeZone), ...extent };
  const command = { owner, key, input: { command: 'requestReport', ...terms } };
  const result = await once<Kept>(pool, command, async (tx) => {
    await lockRequests(tx, requestedBy);
    const at = now();
    const availableAt = await limitedUntil(tx, requestedBy, at);
    if (availableAt !== null) return { availableAt: availableAt.toISOString() };
    const unfinished = await listUnfinishedOf(tx, requestedBy);
    if (unfinished.filter(({ scheduleId }) => scheduleId === null).length >= reportRules.maxUnfinished)
      return reportsUnfinished();
    const report = await insertReport(tx, { id: newId('rpo'), requestedBy, at, terms });
    await tell(tx, [reportEvent('requested', report, trailOfRequest(identity, now))]);
    return { id: report.id };
  });
  if ('availableAt' in result) return reportLimitReached(new Date(result.availableAt));
  return isRefusal(result) ? result : (await findReport(pool, result.id))!;
}
