import { userIdOf } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../../context.ts';
import type { UploadNotUsable } from '../../domain/refusals.ts';
import { forbidsReview, type Reviewable, type Purchase, reviewableIn } from '../../domain/reviews/purchase.ts';
import {
  alreadyReviewed,
  type AlreadyReviewed,
  type NotTheBuyer,
  type OrderNotDelivered,
  type OwnSale,
  type ReviewPeriodEnded,
} from '../../domain/reviews/refusals.ts';
import { countedStars, type Review, type ReviewPicture, type ReviewTarget } from '../../domain/reviews/review.ts';
import { reviewEvent } from '../../domain/reviews/review-events.ts';
import { moveTally } from '../../store/reviews/move-tally.ts';
import { findReviewsOfOrders } from '../../store/reviews/review-rows.ts';
import { tieUploads } from '../../store/reviews/review-uploads.ts';
import { addReview } from '../../store/reviews/save-review.ts';
import { markReview } from './mark-review.ts';
import { openPurchase } from './open-purchase.ts';
import { readRating, readReviewText, readTitle, readUploadIds } from './read-review.ts';
import { usePictures } from './use-pictures.ts';

interface SubmitReviewInput {
  orderId: string;
  token?: string | null | undefined;
  target: ReviewTarget;
  productId?: string | null | undefined;
  rating: number;
  title?: string | null | undefined;
  text?: string | null | undefined;
  uploadIds?: readonly string[] | null | undefined;
}

type Draft = ReturnType<typeof readDraft>;

function readDraft({ target, productId, rating, title, text, uploadIds }: SubmitReviewInput) {
  return {
    target,
    productId: productId ?? null,
    rating: readRating(rating),
    title: readTitle(title),
    text: readReviewText(text),
    uploadIds: readUploadIds(uploadIds),
  };
}

function requireTarget(purchase: Purchase, { target, productId }: Draft): Reviewable {
  if ((target === 'PRODUCT') !== (productId !== null)) {
    throw badUserInput('Pass `productId` for the target PRODUCT, and for no other.', 'productId');
  }
  const found = reviewableIn(purchase, target, productId);
  if (found !== null) return found;
  throw target === 'PRODUCT'
    ? badUserInput('The order has no product with this id.', 'productId')
    : badUserInput('The order was not delivered by a courier.', 'target');
}

/** Publishes a review by the buyer of a delivered order. */
export async function submitReview(
  context: ProductsContext,
  input: SubmitReviewInput,
): Promise<Review | NotTheBuyer | OwnSale | OrderNotDelivered | ReviewPeriodEnded | AlreadyReviewed | UploadNotUsable> {
  const draft = readDraft(input);
  const purchase = await openPurchase(context, input);
  if (isRefusal(purchase)) return purchase;
  const { viewer, settings, now } = context;
  const facts = { rights: await context.rights(), periodMs: settings.reviewPeriodMs, now: now() };
  const forbidden = forbidsReview(purchase, facts);
  if (forbidden !== null) return forbidden;
  const subject = requireTarget(purchase, draft);
  if (viewer.kind === 'anonymous' && draft.uploadIds.length > 0) {
    throw badUserInput('Pictures need an account: guests must omit `uploadIds`.', 'uploadIds');
  }
  const earlier = await findReview(context, purchase, subject);
  if (earlier !== null) return alreadyReviewed(earlier);
  const pictures = await usePictures(context, draft.uploadIds);
  if (isRefusal(pictures)) return pictures;
  const authorId = purchase.buyerId === null ? null : userIdOf(viewer);
  const review = newReview(purchase, subject, { ...draft, pictures, authorId, at: now() });
  if (await publish(context, review)) return review;
  const first = await findReview(context, purchase, subject);
  if (first === null) throw new Error(`A review of ${purchase.orderId} is in the way, and cannot be found.`);
  return alreadyReviewed(first);
}

const findReview = async (
  { pool }: Pick<ProductsContext, 'pool'>,
  { orderId }: Purchase,
  { target, subjectId }: Reviewable,
): Promise<Review | null> =>
  (await findReviewsOfOrders(pool, [orderId])).find((each) => each.target === target && each.subjectId === subjectId) ??
  null;

const newReview = (
  { orderId, sellerId }: Purchase,
  subject: Reviewable,
  draft: Pick<Draft, 'rating' | 'title' | 'text'> & { pictures: ReviewPicture[]; authorId: string | null; at: Date },
): Review => ({
  id: newId('rev'),
  ...subject,
  orderId,
  sellerId,
  authorId: draft.authorId,
  rating: draft.rating,
  title: draft.title,
  text: draft.text,
  pictures: draft.pictures,
  status: 'PUBLISHED',
  hiddenReason: null,
  reply: null,
  repliedAt: null,
  helpful: 0,
  unhelpful: 0,
  version: 1,
  createdAt: draft.at,
  updatedAt: draft.at,
});

export const pictureTaken = () =>
  badUserInput('A picture belongs to another review, or was removed. Upload it again.', 'uploadIds');

/** Saves a new review with its rating and its event. False if another request has reviewed the same thing. */
const publish = ({ pool, trail, now }: ProductsContext, review: Review): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    if (!(await addReview(tx, review))) return false;
    const uploadIds = review.pictures.map(({ uploadId }) => uploadId);
    if (!(await tieUploads(tx, review.id, uploadIds, now()))) throw pictureTaken();
    await moveTally(tx, review, null, countedStars(review));
    await markReview(tx, review);
    await tell(tx, [reviewEvent('published', review, trail)]);
    return true;
  });
