import { refuse } from '@soko/refusals';
import { type Report, reportRules } from './reports/report.ts';

export const reportsUnfinished = () =>
  refuse(
    'ReportsUnfinished',
    `A person can have ${reportRules.maxUnfinished} unfinished reports. Wait for one of them, or cancel it.`,
  );

export const reportLimitReached = (availableAt: Date) =>
  refuse('ReportLimitReached', `A person can request ${reportRules.perDay} reports in 24 hours.`, { availableAt });

export const reportScheduleLimitReached = () =>
  refuse(
    'ReportScheduleLimitReached',
    `A person can have ${reportRules.maxSchedules} schedules. End one of them first.`,
  );

export const reportEnded = (report: Report) =>
  refuse('ReportEnded', `The report is ${report.status}, so that there is nothing to cancel.`, { report });
