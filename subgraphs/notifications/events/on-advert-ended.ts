import { type EventsOf, productsAdvert } from '@soko/events';
import { consumer } from '@soko/outbox';
import { createLetterWriter, type PlannedLetter } from '../commands/write-letters.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';

type AdvertEnded = Extract<
  EventsOf<typeof productsAdvert>,
  { type: 'products.advert.ended' | 'products.advert.exhausted' }
>;

/** Sellers who end an advert know of it. */
function lettersOf({ type, data }: AdvertEnded): PlannedLetter[] {
  if ('by' in data && data.by === 'SELLER') return [];
  const { sellerId, title } = data.advert;
  const spent = moneyOf(data.advert.spent);
  const template = type === 'products.advert.exhausted' ? 'advert-exhausted' : 'advert-ended';
  return [{ to: 'seller', sellerId, write: ({ firstName }) => ({ template, data: { firstName, title, spent } }) }];
}

/** Reports to the seller that an advert has spent its budget, or that its time is over. */
export const onAdvertEnded = (services: NotificationsServices) =>
  consumer({
    group: orderGroup,
    on: productsAdvert,
    types: ['ended', 'exhausted'],
    ...createLetterWriter(services, orderGroup, lettersOf),
  });
