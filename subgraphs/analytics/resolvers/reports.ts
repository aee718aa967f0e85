import { hasRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer, live } from '@soko/subgraph';
import { cancelReport } from '../commands/reports/cancel-report.ts';
import { requestReport } from '../commands/reports/request-report.ts';
import { requesterOf, requireReader } from '../commands/reports/requester.ts';
import { scheduleReport, unscheduleReport } from '../commands/reports/schedule-report.ts';
import type { AnalyticsContext } from '../context.ts';
import { seesStore } from '../domain/reports/may-have.ts';
import { percentOf } from '../domain/reports/percent-of.ts';
import { hasFile, type Report, reportRules } from '../domain/reports/report.ts';
import type {
  MutationResolvers,
  QueryResolvers,
  ReportResolvers,
  ReportScheduleResolvers,
  SubscriptionReportUpdatedArgs,
} from '../generated/graphql.ts';
import { reportLink } from '../store/reports/report-link.ts';
import { findReport, listReports } from '../store/reports/reports.ts';
import { listSchedules } from '../store/reports/schedules.ts';

const cursors = timeAndId('reports', (id) => isId('rpo', id));

/** A report of the viewer, or null. */
async function ownReport(context: AnalyticsContext, id: string): Promise<Report | null> {
  const requester = requesterOf(requireReader(context));
  const found = await findReport(context.pool, id);
  return found?.requestedBy === requester ? found : null;
}

export const reportQuery = {
  reportSchedules: (_, __, context) => listSchedules(context.pool, requesterOf(requireReader(context))),
  report: (_, { id }, context) => ownReport(context, id),
  async reports(_, args, context) {
    const requester = requesterOf(requireReader(context));
    const page = readPage(args, cursors);
    const found = await listReports(context.pool, requester, page);
    return toConnection(found, page, ({ createdAt, id }) => cursorOf(cursors, [createdAt, id]));
  },
} satisfies QueryResolvers;

export const reportMutation = {
  scheduleReport: async (_, { input }, context) => answer('ReportSchedule', await scheduleReport(context, input)),
  unscheduleReport: (_, { input }, context) => unscheduleReport(context, input),
  requestReport: async (_, { input }, context) => answer('Report', await requestReport(context, input)),
  cancelReport: async (_, { input }, context) => answer('Report', await cancelReport(context, input)),
} satisfies MutationResolvers;

export const reportSubscription = {
  reportUpdated: live<SubscriptionReportUpdatedArgs, AnalyticsContext, Report>({
    async follow({ reportId }, context) {
      if ((await ownReport(context, reportId)) === null) throw notFound(`Report ${reportId}`);
      return [reportId];
    },
    answer: (_, { reportId }, context) => ownReport(context, reportId),
  }),
};

export const reportSchedule: ReportScheduleResolvers = {
  columns: ({ columns }) => [...columns],
};

/** True while the viewer has the role that the report requires. A key is of the store of its reports. */
async function stillSees({ scope, storeId }: Report, context: AnalyticsContext): Promise<boolean> {
  const { identity, findOwnStore } = context;
  const viewer = requireReader(context);
  if (viewer.kind === 'apiKey') return viewer.storeId === storeId;
  if (scope !== 'STORE') return hasRole(viewer, scope === 'PLATFORM' ? 'ADMIN' : 'SELLER');
  return seesStore(viewer.roles, (await findOwnStore(identity, storeId!)).role);
}

export const report: ReportResolvers = {
  columns: ({ columns }) => [...columns],
  percent: percentOf,
  requestedAt: ({ createdAt }) => createdAt,
  async download(found, _, context) {
    const { sealKeys, publicUrl, now } = context;
    const at = now();
    if (!hasFile(found, at) || !(await stillSees(found, context))) return null;
    const expiresAt = new Date(Math.min(at.getTime() + reportRules.linkMs, found.expiresAt!.getTime()));
    return { url: reportLink(sealKeys, publicUrl, { reportId: found.id, expiresAt }), expiresAt };
  },
};
