import { type EventsOf, productsReview } from '@soko/events';
import { consumer } from '@soko/outbox';
import { createLetterWriter, type PlannedLetter } from '../commands/write-letters.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { titleList } from './title-list.ts';

type ReviewEvent = EventsOf<typeof productsReview>;

const toAuthor = (
  { authorId, orderId }: { authorId: string | null; orderId: string },
  write: Extract<PlannedLetter, { to: 'buyer' }>['write'],
): PlannedLetter[] => (authorId === null ? [] : [{ to: 'buyer', orderId, buyerId: authorId, write }]);

/** Guests are not written to about their reviews. */
function lettersOf(event: ReviewEvent): PlannedLetter[] {
  switch (event.type) {
    case 'products.review.published': {
      const { target, sellerId, about, rating: stars } = event.data.review;
      if (target === 'DELIVERY') return [];
      const write = ({ firstName }: { firstName: string }) => ({
        template: 'review-received' as const,
        data: { firstName, about, stars },
      });
      return [{ to: 'seller', sellerId, write }];
    }
    case 'products.review.replied': {
      const { about } = event.data.review;
      return toAuthor(event.data.review, ({ firstName }) => ({
        template: 'review-answered',
        data: { firstName: firstName ?? '', about },
      }));
    }
    case 'products.review.hidden': {
      const { review, reason } = event.data;
      return toAuthor(review, ({ firstName }) => ({
        template: 'review-hidden',
        data: { firstName: firstName ?? '', about: review.about, reason },
      }));
    }
    case 'products.review.invited': {
      const { buyerId, number, goods } = event.data;
      return toAuthor({ authorId: buyerId, orderId: event.subject }, ({ firstName }) => ({
        template: 'review-invitation',
        data: { firstName: firstName ?? '', number, titles: titleList(goods) },
      }));
    }
    default:
      return [];
  }
}

/** Sellers hear of reviews, authors of answers and of support, and buyers who agreed to advertising are asked for a review. */
export const onReviewChanged = (services: NotificationsServices) =>
  consumer({
    group: orderGroup,
    on: productsReview,
    types: ['published', 'replied', 'hidden', 'invited'],
    ...createLetterWriter(services, orderGroup, lettersOf),
  });
