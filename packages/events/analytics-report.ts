import { z } from 'zod';
import { topic } from './topic.ts';

const report = z
  .object({
    userId: z
      .string()
      .describe('Id of the person, or of the store whose API key, asked for it or has the schedule that made it.'),
    type: z.string().describe('Type of the report, such as `ORDERS`.'),
    scope: z.enum(['SELLER', 'STORE', 'PLATFORM']),
    storeId: z
      .string()
      .nullable()
      .optional()
      .describe('Id of the store of the scope `STORE`. Missing in events of early versions.'),
    format: z.enum(['CSV', 'NDJSON', 'XLSX']),
    from: z.string().describe('First day.'),
    to: z.string().describe('Last day.'),
    status: z.enum(['PENDING', 'RUNNING', 'COMPLETE', 'FAILED', 'CANCELLED']),
    rows: z.number().int().describe('Number of rows that are written.'),
    scheduleId: z
      .string()
      .nullable()
      .optional()
      .describe('Id of the schedule that made it. Missing in events of early versions.'),
  })
  .describe('The report, as it is after the event.');

const plain = z.object({ report });

/** Subject: the report's id. Sequence: its version. */
export const analyticsReport = topic('analytics.report', 'Reports: files of rows that people ask for', {
  requested: plain.describe('It waits for its turn.'),
  completed: plain.describe('The file is ready.'),
  failed: plain.describe('There will be no file. The person can ask for another report.'),
  cancelled: plain.describe('The person does not want it any more.'),
});
