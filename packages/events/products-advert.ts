import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** The advert, as it is after the event. */
const advert = z.object({
  productId: z.string(),
  title: z.string().describe('Title of the product.'),
  sellerId: z.string(),
  storeId: z.string().nullable(),
  status: z.enum(['DRAFT', 'SCHEDULED', 'RUNNING', 'PAUSED', 'ENDED', 'EXHAUSTED']),
  placements: z.array(z.enum(['HOME', 'SEARCH', 'CATEGORY'])),
  startsAt: z.string(),
  endsAt: z.string().nullable().describe('Null for an advert that runs until its budget is spent.'),
  costPerClick: moneyInEvent,
  dailyBudget: moneyInEvent.nullable(),
  totalBudget: moneyInEvent,
  spent: moneyInEvent,
});

const plain = z.object({ advert });

/** Subject: the advert's id. Sequence: the advert's version. */
export const productsAdvert = topic('products.advert', 'Adverts for products, and what their clicks cost', {
  created: plain,
  updated: plain,
  scheduled: plain.describe('It is to start later.'),
  started: plain.describe('It is shown from now on.'),
  paused: plain,
  ended: z
    .object({ advert, by: z.enum(['SELLER', 'WINDOW']).describe('`WINDOW`: its time was over.') })
    .describe('It is not shown any more.'),
  exhausted: plain.describe('What is left of the budget does not pay another click.'),
  charged: z
    .object({
      chargeId: z.string(),
      sellerId: z.string(),
      storeId: z.string().nullable(),
      productId: z.string(),
      clicks: z.int().positive(),
      amount: moneyInEvent.describe('Amount of these clicks. It leaves the balance of the seller.'),
      from: z.string().describe('Time of the first of these clicks.'),
    })
    .describe('Clicks of about an hour, charged together.'),
});
