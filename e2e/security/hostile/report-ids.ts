import { until } from '@soko/testing';
import type { Client } from '../../harness/client.ts';

const refused = '... on UserError { code message }';

/** A complete report of the seller's orders, and a schedule. */
export async function reportOf(seller: Client): Promise<Record<string, string[]>> {
  const range = { from: '2026-03-01', to: '2026-03-31' };
  const { requestReport: made } = await seller.data(
    `mutation ($input: RequestReportInput!) { requestReport(input: $input) { ... on Report { id } ${refused} } }`,
    { input: { type: 'ORDERS', scope: 'SELLER', range, format: 'CSV', idempotencyKey: `report-${Date.now()}` } },
  );
  await until('the report is complete', async () => {
    const { report } = await seller.data('query ($id: ID!) { report(id: $id) { status } }', { id: made.id });
    return report.status === 'COMPLETE';
  });
  const { scheduleReport: schedule } = await seller.data(
    `mutation ($input: ScheduleReportInput!) { scheduleReport(input: $input) { ... on ReportSchedule { id } ${refused} } }`,
    {
      input: {
        type: 'ORDERS',
        scope: 'SELLER',
        format: 'CSV',
        every: 'MONTH',
        idempotencyKey: `schedule-${Date.now()}`,
      },
    },
  );
  return {
    ...Object.fromEntries(
      ['report.id', 'cancelReport.reportId', 'reportUpdated.reportId'].map((name) => [name, [made.id as string]]),
    ),
    'unscheduleReport.scheduleId': [schedule.id as string],
  };
}
