import type { RouteGroup } from '../route.ts';
import { command, oneOf, pageOf } from './operations.ts';

const reading = ['reports:read', 'reports:write'] as const;
const writing = ['reports:write'] as const;

export const reports: RouteGroup = {
  name: 'Reports',
  description:
    'Files of rows about sales and events. Keys have those with the scope `STORE`, and share them with the other keys of their store. Follow a report until it has `download`, and fetch its `url`.',
  routes: [
    {
      method: 'GET',
      path: '/reports',
      access: reading,
      summary: 'Lists the reports of the caller, newest first.',
      operation: pageOf('ListReports', 'reports', 'Report'),
    },
    {
      method: 'POST',
      path: '/reports',
      access: writing,
      summary: 'Asks for a report. Its file is written in the background.',
      operation: command('requestReport', 'Report'),
      status: 202,
    },
    {
      method: 'GET',
      path: '/reports/{id}',
      access: reading,
      summary: 'Returns one report with its progress, and with a new link when its file is ready.',
      operation: oneOf('GetReport', 'report', 'Report'),
    },
    {
      method: 'POST',
      path: '/reports/{id}/cancel',
      access: writing,
      summary: 'Cancels a report that is not complete.',
      operation: command('cancelReport', 'Report'),
      fills: { id: 'reportId' },
    },
    {
      method: 'GET',
      path: '/report-schedules',
      access: reading,
      summary: 'Lists the schedules of the caller that have not ended, oldest first.',
      operation: 'query ListReportSchedules { result: reportSchedules { ...ReportSchedule } }',
    },
    {
      method: 'POST',
      path: '/report-schedules',
      access: writing,
      summary: 'Has a report made after each day, week or month.',
      operation: command('scheduleReport', 'ReportSchedule'),
      status: 201,
    },
    {
      method: 'DELETE',
      path: '/report-schedules/{id}',
      access: writing,
      summary: 'Ends a schedule, and returns it. Its reports stay.',
      operation: command('unscheduleReport', 'ReportSchedule', { isRefused: false }),
      fills: { id: 'scheduleId' },
    },
  ],
};
