import { z } from 'zod';
import { topic } from './topic.ts';

/** Facts that every event of a review repeats. Its texts and pictures are not in events. */
const review = z.object({
  target: z.enum(['PRODUCT', 'SELLER', 'DELIVERY']),
  productId: z.string().nullable().describe('Null unless the target is a product.'),
  sellerId: z.string().describe('Id of the seller of the order.'),
  orderId: z.string(),
  authorId: z.string().nullable().describe('Null for guests, and after the account was erased.'),
  about: z.string().describe('Title of the product or number of the order.'),
  rating: z.int().min(1).max(5).describe('Number of stars.'),
  status: z.enum(['PUBLISHED', 'HIDDEN', 'REMOVED']).describe('Status after the event.'),
});

const plain = z.object({ review });
const withReason = plain.extend({ reason: z.string().describe('Reason that the author reads.') });

/** Subject: the review's id. Sequence: its version. For `invited`: the order's id, with 1 as sequence. */
export const productsReview = topic('products.review', 'Reviews of products, sellers and deliveries', {
  published: plain,
  updated: plain.describe('The author changed it, or an answer was removed.'),
  removed: plain.describe('The author removed it. It does not count any more.'),
  replied: plain.describe('The seller answered, or changed the answer.'),
  hidden: withReason.describe('Support hid it. It does not count any more.'),
  restored: withReason.describe('Support shows it again.'),
  invited: z
    .object({
      number: z.string().describe('Number of the order for people.'),
      buyerId: z.string(),
      goods: z.array(z.object({ productId: z.string(), title: z.string() })),
    })
    .describe(
      'The order was delivered some days ago, and its buyer has reviewed nothing. Published once for an order.',
    ),
});
