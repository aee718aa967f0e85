import { refuse, type Refused } from '@soko/refusals';
import type { ReportStatus } from './report.ts';
import type { Review, ReviewStatus } from './review.ts';

export type NotTheBuyer = Refused<'NotTheBuyer'>;
export const notTheBuyer = (): NotTheBuyer =>
  refuse(
    'NotTheBuyer',
    'Only the buyer of an order may review it. Guests must pass the token of the checkout as `token`.',
  );

export type OwnSale = Refused<'OwnSale'>;
export const ownSale = (): OwnSale => refuse('OwnSale', 'Sellers and their teams cannot review their own sales.');

export type OrderNotDelivered = Refused<'OrderNotDelivered', { orderStatus: string }>;
export const orderNotDelivered = (orderStatus: string): OrderNotDelivered =>
  refuse('OrderNotDelivered', `The order has the status ${orderStatus}. Review it once it is delivered.`, {
    orderStatus,
  });

export type ReviewPeriodEnded = Refused<'ReviewPeriodEnded', { endedAt: Date }>;
export const reviewPeriodEnded = (endedAt: Date): ReviewPeriodEnded =>
  refuse('ReviewPeriodEnded', `The order could be reviewed until ${endedAt.toISOString().slice(0, 10)}.`, { endedAt });

export type AlreadyReviewed = Refused<'AlreadyReviewed', { review: Review }>;
export const alreadyReviewed = (review: Review): AlreadyReviewed =>
  refuse('AlreadyReviewed', 'You have reviewed this already. Call `updateReview` to change the review.', { review });

export type WrongReviewStatus = Refused<'WrongReviewStatus', { reviewStatus: ReviewStatus }>;
/** `deed` completes "A review with the status X cannot …", such as `be answered`. */
export const wrongReviewStatus = (reviewStatus: ReviewStatus, deed: string): WrongReviewStatus =>
  refuse('WrongReviewStatus', `A review with the status ${reviewStatus} cannot ${deed}.`, { reviewStatus });

export type OwnReview = Refused<'OwnReview'>;
export const ownReview = (): OwnReview => refuse('OwnReview', 'This is your own review.');

export type OwnListing = Refused<'OwnListing'>;
export const ownListing = (): OwnListing => refuse('OwnListing', 'This is your own product.');

export type ReportDecided = Refused<'ReportDecided', { reportStatus: ReportStatus }>;
export const reportDecided = (reportStatus: ReportStatus): ReportDecided =>
  refuse('ReportDecided', `Support has decided the report already: its status is ${reportStatus}.`, { reportStatus });
