import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the report's id. Never saved in an outbox: such an event may be lost, and is out of date in seconds. */
export const analyticsReportProgress = topic(
  'analytics.report_progress',
  'How far reports are',
  { moved: z.object({ rows: z.number().int().describe('Number of rows that are written.') }) },
  { isFleeting: true },
);
