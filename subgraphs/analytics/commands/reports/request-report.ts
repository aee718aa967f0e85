import { requireRole, requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
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

type Refusal = ReturnType<typeof reportsUnfinished> | ReturnType<typeof reportLimitReached>;

/** What a repeat gets again. */
type Kept = { id: string } | { availableAt: string } | ReturnType<typeof reportsUnfinished>;

const dayMs = 86_400_000;

/** Reads what the viewer asks for, and checks that they may have it. */
export async function readAllowedTerms(
  { identity, findOwnSeller }: Pick<AnalyticsContext, 'identity' | 'findOwnSeller'>,
  input: Omit<RequestReportInput, 'idempotencyKey'>,
): Promise<ReportTerms> {
  const { viewer } = identity;
  requireUser(viewer);
  requireRole(viewer, input.scope === 'PLATFORM' ? 'ADMIN' : 'SELLER');
  const { sellerId, timeZone } = await findOwnSeller(identity);
  const terms = readReportTerms(input, timeZone);
  if (terms.scope === 'PLATFORM') return { ...terms, sellerId: null };
  if (sellerId === null) throw badUserInput('You do not sell. Choose the scope PLATFORM.', 'scope');
  return { ...terms, sellerId };
}

/** The time from which a person may ask again, or null when they may now. */
async function limitedUntil(tx: Queryable, userId: string, at: Date): Promise<Date | null> {
  const times = await listRequestTimes(tx, userId, reportRules.perDay);
  if (times.length < reportRules.perDay) return null;
  const free = new Date(times.at(-1)!.getTime() + dayMs);
  return free > at ? free : null;
}

/** Asks for a report. A repeat returns the first result. */
export async function requestReport(context: AnalyticsContext, input: RequestReportInput): Promise<Report | Refusal> {
  const { identity, pool, now } = context;
  const { id: owner } = requireUser(identity.viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const terms = await readAllowedTerms(context, input);
  const command = { owner, key, input: { command: 'requestReport', ...terms } };
  const result = await once<Kept>(pool, command, async (tx) => {
    await lockRequests(tx, owner);
    const at = now();
    const availableAt = await limitedUntil(tx, owner, at);
    if (availableAt !== null) return { availableAt: availableAt.toISOString() };
    if ((await listUnfinishedOf(tx, owner, at)).length >= reportRules.maxUnfinished) return reportsUnfinished();
    const report = await insertReport(tx, { id: newId('rpo'), requestedBy: owner, at, terms });
    await tell(tx, [reportEvent('requested', report, trailOfRequest(identity, now))]);
    return { id: report.id };
  });
  if ('availableAt' in result) return reportLimitReached(new Date(result.availableAt));
  return isRefusal(result) ? result : (await findReport(pool, result.id))!;
}
