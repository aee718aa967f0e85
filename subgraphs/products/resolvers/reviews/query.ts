import { requireRole, requireService, requireUser } from '@soko/auth';
import { isId } from '@soko/ids';
import { findPersonalKeys } from '@soko/outbox';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { readPersonalPart } from '@soko/subgraph';
import { visibleReview } from '../../commands/reviews/load-review.ts';
import { deliveries } from '../../domain/reviews/review.ts';
import type { QueryResolvers } from '../../generated/graphql.ts';
import { listReviewsBy } from '../../store/reviews/list-reviews.ts';
import { personalData } from '../../store/personal-data.ts';
import { listOpenReports } from '../../store/reviews/reports.ts';

const ownCursors = timeAndId('myReviews', (id) => isId('rev', id));
const queueCursors = timeAndId('moderationQueue', (id) => isId('crp', id));

type Queries = 'review' | 'myReviews' | 'deliveryRating' | 'moderationQueue' | 'productsDataOf' | 'productsPersonalKey';

export const reviewQueries: Pick<QueryResolvers, Queries> = {
  review: (_, { id }, context) => visibleReview(context, id),
  async myReviews(_, args, { viewer, pool }) {
    const { id } = requireUser(viewer);
    const page = readPage(args, ownCursors);
    const found = await listReviewsBy(pool, id, page);
    return toConnection(found, page, (row) => cursorOf(ownCursors, [row.createdAt, row.id]));
  },
  deliveryRating: (_, __, { loaders }) => loaders.ratingOf.load(deliveries),
  productsDataOf(_, { userId, after }, { viewer, pool }) {
    requireService(viewer);
    return readPersonalPart(pool, personalData, userId, after ?? null);
  },
  async productsPersonalKey(_, { eventId }, { viewer, pool }) {
    requireService(viewer);
    return (await findPersonalKeys(pool, [eventId])).get(eventId) ?? null;
  },
  async moderationQueue(_, { kind, ...args }, { viewer, pool }) {
    requireRole(viewer, 'SUPPORT');
    const page = readPage(args, queueCursors);
    const found = await listOpenReports(pool, kind ?? null, page);
    return toConnection(found, page, (row) => cursorOf(queueCursors, [row.createdAt, row.id]));
  },
};
