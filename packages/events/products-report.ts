import { z } from 'zod';
import { topic } from './topic.ts';

const report = z.object({
  kind: z.enum(['REVIEW', 'LISTING']),
  subjectId: z.string().describe('Id of the review or the product.'),
  reporterId: z.string().nullable().describe('Null for the automatic checks.'),
  reason: z.string().describe('Reason, such as `SPAM`.'),
});

/** Subject: the report's id. Sequence: 1 for `filed`, 2 for `decided`. No event has the text of a report. */
export const productsReport = topic('products.report', 'Reports of reviews and products to support', {
  filed: z.object({ report }),
  decided: z.object({ report, decision: z.enum(['UPHELD', 'DISMISSED']) }),
});
