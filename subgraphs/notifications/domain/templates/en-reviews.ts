import { factsBlock, letter } from './letter.ts';
import type { ReviewTemplates } from './template-data.ts';

/** English texts about reviews. */
export const enReviews: ReviewTemplates = {
  'review-received': ({ firstName, about, stars }) =>
    letter(
      `A new review of ${about}`,
      `Hello ${firstName},`,
      `A buyer reviewed ${about} with ${stars === 1 ? '1 star' : `${stars} stars`}. You can answer below the review, for everyone to read.`,
    ),
  'review-answered': ({ firstName, about }) =>
    letter(
      `The seller answered your review of ${about}`,
      `Hello ${firstName},`,
      `The seller answered your review of ${about}. The answer is below your review.`,
    ),
  'review-hidden': ({ firstName, about, reason }) =>
    letter(
      `Your review of ${about} was hidden`,
      `Hello ${firstName},`,
      `Our support hid your review of ${about}. Other people do not see it, and it does not count in the rating.`,
      `Reason: ${reason}`,
      'If you do not agree, contact our support.',
    ),
  'review-invitation': ({ firstName, number, titles }) =>
    letter(
      `How was your order ${number}?`,
      `Hello ${firstName},`,
      'Your order arrived some days ago. Your review helps other buyers: of the goods, of the seller and of the delivery.',
      factsBlock([
        ['Order', number],
        ['Items', titles],
      ]),
    ),
};
