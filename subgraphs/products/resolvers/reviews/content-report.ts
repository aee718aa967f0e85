import { hasRole } from '@soko/auth';
import { visibleReview } from '../../commands/reviews/load-review.ts';
import { checks, reporterOf } from '../../domain/reviews/report.ts';
import type { ContentReportResolvers } from '../../generated/graphql.ts';
import { visibleProduct } from '../visible-product.ts';

export const contentReport: ContentReportResolvers = {
  review: ({ kind, subjectId }, _, context) => (kind === 'REVIEW' ? visibleReview(context, subjectId) : null),
  product: ({ kind, subjectId }, _, context) => (kind === 'LISTING' ? visibleProduct(context, subjectId) : null),
  reporter(parent) {
    const id = reporterOf(parent);
    return id === null ? null : { id };
  },
  isAutomatic: ({ reporterId }) => reporterId === checks,
  decisionNote: ({ decisionNote }, _, { viewer }) => (hasRole(viewer, 'SUPPORT') ? decisionNote : null),
};
