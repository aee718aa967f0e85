import type { Media } from '../product.ts';

export type ReviewTarget = 'PRODUCT' | 'SELLER' | 'DELIVERY';

export type ReviewStatus = 'PUBLISHED' | 'HIDDEN' | 'REMOVED';

/** What a review is about: the id of a product or a seller, or `platform` for deliveries. */
export interface Subject {
  target: ReviewTarget;
  subjectId: string;
}

/** Deliveries are rated together. */
export const deliveries: Subject = { target: 'DELIVERY', subjectId: 'platform' };

/** A picture of a review, and the upload that it came from. */
export interface ReviewPicture extends Media {
  uploadId: string;
}

/** A review by the buyer of an order. */
export interface Review extends Subject {
  id: string;
  orderId: string;
  sellerId: string;
  /** Title of the product or number of the order, for messages. */
  about: string;
  /** Null for guests and for erased people. */
  authorId: string | null;
  rating: number;
  title: string | null;
  text: string | null;
  pictures: readonly ReviewPicture[];
  status: ReviewStatus;
  hiddenReason: string | null;
  reply: string | null;
  repliedAt: Date | null;
  helpful: number;
  unhelpful: number;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** The stars with which a review counts. Null for one that is not published. */
export const countedStars = ({ status, rating }: Pick<Review, 'status' | 'rating'>): number | null =>
  status === 'PUBLISHED' ? rating : null;

/** Texts of a review that people wrote. */
export type Written = Pick<Review, 'title' | 'text'>;

/** What is left of a review that its author removed. */
export const emptied = { title: null, text: null, pictures: [], reply: null, repliedAt: null } as const;
