import { amountOf, letter } from './letter.ts';
import type { AdvertTemplates } from './template-data.ts';

/** English texts about adverts. */
export const enAdverts: AdvertTemplates = {
  'advert-exhausted': ({ firstName, title, spent }) =>
    letter(
      'Your advert has spent its budget',
      `Hello ${firstName},`,
      `The advert for “${title}” has spent ${amountOf('en', spent)}. The rest of its budget does not pay another click, so it is not shown any more.`,
      'To go on, create a new advert.',
    ),
  'advert-ended': ({ firstName, title, spent }) =>
    letter(
      'Your advert has ended',
      `Hello ${firstName},`,
      `The time of the advert for “${title}” is over. It spent ${amountOf('en', spent)}.`,
    ),
};
