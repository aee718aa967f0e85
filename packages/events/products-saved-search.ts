import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { personal } from './personal.ts';
import { topic } from './topic.ts';

/** The most products that a message counts. One more stands for any greater number. */
export const maxMatchesCounted = 500;

/** Subject: the saved search's id. Sequence: the number of its messages. */
export const productsSavedSearch = topic(
  'products.saved_search',
  'Saved searches that found something new',
  {
    matched: z
      .object({
        userId: z.string().describe('Id of the person who saved the search.'),
        name: personal(
          z.string().describe('Name of the search, sealed with `SOKO_SEAL_KEY` as well: the person wrote it.'),
        ),
        count: z
          .int()
          .positive()
          .describe(
            'Number of products that came on sale, or whose price fell into the filter. 501 means more than 500, of which 500 are announced.',
          ),
        products: z
          .array(
            z.object({
              productId: z.string(),
              slug: z.string(),
              title: z.string(),
              price: moneyInEvent.describe('Lowest price of the product.'),
            }),
          )
          .min(1)
          .max(5)
          .describe('The latest of them.'),
      })
      .describe('Published at most once in `SEARCH_ALERT_MINUTES` for a search. Each product is announced once.'),
  },
  { personOf: ({ data }) => data.userId },
);
