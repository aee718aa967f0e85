import { type Envelope, type EventTrail, newEvent, productsReport, productsReview } from '@soko/events';
import type { Purchase } from './purchase.ts';
import { type ContentReport, reporterOf } from './report.ts';
import type { Review } from './review.ts';

/** What happened to a review. */
export type ReviewChange = 'published' | 'updated' | 'removed' | 'replied' | 'hidden' | 'restored';

const factsOf = (review: Review) => ({
  target: review.target,
  productId: review.target === 'PRODUCT' ? review.subjectId : null,
  sellerId: review.sellerId,
  orderId: review.orderId,
  authorId: review.authorId,
  about: review.about,
  rating: review.rating,
  status: review.status,
});

/** The event of a change. Support's reason is in `hiddenReason`, and restoring removes it: `reason` gives it then. */
export function reviewEvent(change: ReviewChange, review: Review, trail: EventTrail, reason?: string): Envelope {
  const of = { subject: review.id, sequence: review.version };
  const facts = { review: factsOf(review) };
  if (change !== 'hidden' && change !== 'restored')
    return newEvent(productsReview, change, { ...of, data: facts }, trail);
  return newEvent(
    productsReview,
    change,
    { ...of, data: { ...facts, reason: reason ?? review.hiddenReason ?? '' } },
    trail,
  );
}

/** The event that asks the buyer of an order for a review. Null for a guest. */
export function invitation({ orderId, number, buyerId, goods }: Purchase, trail: EventTrail): Envelope | null {
  if (buyerId === null) return null;
  const data = { number, buyerId, goods: goods.map(({ productId, title }) => ({ productId, title })) };
  return newEvent(productsReview, 'invited', { subject: orderId, sequence: 1, data }, trail);
}

const reportFacts = (report: ContentReport) => {
  const { kind, subjectId, reason } = report;
  return { kind, subjectId, reason, reporterId: reporterOf(report) };
};

export const reportFiled = (report: ContentReport, trail: EventTrail): Envelope =>
  newEvent(productsReport, 'filed', { subject: report.id, sequence: 1, data: { report: reportFacts(report) } }, trail);

export function reportDecidedEvent(report: ContentReport, trail: EventTrail): Envelope {
  if (report.status === 'OPEN') throw new Error(`The report ${report.id} is open.`);
  const data = { report: reportFacts(report), decision: report.status };
  return newEvent(productsReport, 'decided', { subject: report.id, sequence: 2, data }, trail);
}
