import type { Rights } from '../rights.ts';
import type { Review } from './review.ts';

type Seen = Pick<Review, 'target' | 'status' | 'authorId' | 'sellerId'>;

/** The parts that people have in a review. */
export interface Relations {
  isAuthor: boolean;
  isSeller: boolean;
  isSupport: boolean;
}

/** The relations of a viewer to a review. `userId` is null for a guest. */
export const relationsTo = (review: Seen, userId: string | null, rights: Rights): Relations => ({
  isAuthor: userId !== null && review.authorId === userId,
  isSeller: rights.ownsSeller && rights.seller?.id === review.sellerId,
  isSupport: rights.seesAll,
});

/** Hidden reviews, and reviews of deliveries, are for their author, the seller and support. */
export const isPublic = ({ target, status }: Seen): boolean => status === 'PUBLISHED' && target !== 'DELIVERY';

/** The order of a review, and the reason for which it was hidden, are for these as well. */
export const hasPart = ({ isAuthor, isSeller, isSupport }: Relations): boolean => isAuthor || isSeller || isSupport;

/** Sellers answer reviews of themselves and of their products; of deliveries they are not the subject. */
export const mayReply = ({ target }: Seen, { isSeller }: Relations): boolean => isSeller && target !== 'DELIVERY';
