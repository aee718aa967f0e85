import { requireUser } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import { readOptional, readText } from '@soko/input';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { ProductsContext } from '../../context.ts';
import { maySeeUnlisted } from '../../domain/may-see.ts';
import { ownListing, type OwnListing, ownReview, type OwnReview } from '../../domain/reviews/refusals.ts';
import {
  type ContentReport,
  reasonsOfPeople,
  type ReportKind,
  type ReportReason,
} from '../../domain/reviews/report.ts';
import { reportFiled } from '../../domain/reviews/review-events.ts';
import { mayManage } from '../../domain/rights.ts';
import { addReport } from '../../store/reviews/reports.ts';
import { requireReview } from './load-review.ts';

interface Complaint {
  reason: ReportReason;
  text?: string | null | undefined;
}

const maxText = 1_000;

function readComplaint({ reason, text }: Complaint): { reason: ReportReason; text: string | null } {
  if (!reasonsOfPeople.some((each) => each === reason)) {
    throw badUserInput(`The reason must be one of ${reasonsOfPeople.join(', ')}.`, 'reason');
  }
  const limits = { max: maxText };
  return {
    reason,
    text: reason === 'OTHER' ? readText(text ?? '', 'text', limits) : readOptional(readText, text, 'text', limits),
  };
}

/** Saves a report and publishes it. A repeat returns the first report. */
async function file(
  { pool, limits, trail, now }: ProductsContext,
  reporterId: string,
  what: { kind: ReportKind; subjectId: string; reason: ReportReason; text: string | null },
): Promise<ContentReport> {
  await limits.take([{ name: 'products.reports-by-person', key: reporterId, says: 'Too many reports.' }]);
  const report: ContentReport = {
    id: newId('crp'),
    ...what,
    reporterId,
    status: 'OPEN',
    decisionNote: null,
    createdAt: now(),
    decidedAt: null,
  };
  return inTransaction(pool, async (tx) => {
    const saved = await addReport(tx, report);
    if (saved.id === report.id) await tell(tx, [reportFiled(report, trail)]);
    return saved;
  });
}

/** Reports a review to support. */
export async function reportReview(
  context: ProductsContext,
  input: Complaint & { reviewId: string },
): Promise<ContentReport | OwnReview> {
  const { id: reporterId } = requireUser(context.viewer);
  const complaint = readComplaint(input);
  const review = await requireReview(context, input.reviewId);
  if (review.authorId === reporterId) return ownReview();
  return file(context, reporterId, { kind: 'REVIEW', subjectId: review.id, ...complaint });
}

/** Reports a product on sale to support. */
export async function reportListing(
  context: ProductsContext,
  input: Complaint & { productId: string },
): Promise<ContentReport | OwnListing> {
  const { id: reporterId } = requireUser(context.viewer);
  const complaint = readComplaint(input);
  const found = await context.loaders.product.load(input.productId);
  const rights = await context.rights();
  if (found === null || !(found.listed || maySeeUnlisted(rights, found.product))) throw notFound('The product');
  if (mayManage({ ...rights, managesAll: false }, found.product)) return ownListing();
  return file(context, reporterId, { kind: 'LISTING', subjectId: found.product.id, ...complaint });
}
