import { type EventsOf, ordersOffer } from '@soko/events';
import { consumer } from '@soko/outbox';
import { createLetterWriter, type PlannedLetter } from '../commands/write-letters.ts';
import type { Letter } from '../domain/mail-to.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';

type OfferEvent = EventsOf<typeof ordersOffer>;

const aboutOf = ({ offer }: OfferEvent['data'], { firstName }: { firstName: string }) => ({
  firstName,
  title: offer.title,
  price: moneyOf(offer.unitPrice),
});

/** True when the event is a step of the other side, and not of the listing, whose answer the buyer has read at once. */
const isBy = (side: 'BUYER' | 'SELLER', { data }: OfferEvent): boolean =>
  'side' in data && data.side === side && !('automatic' in data && data.automatic);

/** The mail to a buyer whose accepted price has another end, because of a vacation of the seller. */
function aboutVacation({ data }: OfferEvent, about: ReturnType<typeof aboutOf>): Letter {
  const { expiresAt, validUntil, quantity } = data.offer;
  const until = new Date(validUntil ?? expiresAt);
  if (!('awayUntil' in data)) return { template: 'offer-resumed', data: { ...about, quantity, until } };
  const awayUntil = data.awayUntil === null ? null : new Date(data.awayUntil);
  return { template: 'offer-held', data: { ...about, awayUntil, until } };
}

/** The mail to the buyer. Null for their own steps. */
function toBuyer(event: OfferEvent, reader: { firstName: string }): Letter | null {
  const { type, data } = event;
  const about = aboutOf(data, reader);
  const { expiresAt, validUntil, quantity } = data.offer;
  if (type === 'orders.offer.expired') {
    return { template: 'offer-expired', data: { ...about, kind: validUntil === null ? 'ANSWER' : 'ORDER' } };
  }
  // The price of an order that is under way can be ordered again only after the order has ended.
  if (type === 'orders.offer.held' || type === 'orders.offer.resumed') {
    return data.offer.status === 'ACCEPTED' ? aboutVacation(event, about) : null;
  }
  // A vacation may have moved the end of the price while the order had it.
  if (type === 'orders.offer.released') {
    return { template: 'offer-released', data: { ...about, until: new Date(validUntil ?? expiresAt) } };
  }
  if (!isBy('SELLER', event)) return null;
  switch (type) {
    case 'orders.offer.countered':
      return { template: 'offer-countered', data: { ...about, until: new Date(expiresAt) } };
    case 'orders.offer.accepted':
      return { template: 'offer-accepted', data: { ...about, quantity, until: new Date(validUntil ?? expiresAt) } };
    case 'orders.offer.declined':
      return { template: 'offer-declined', data: about };
    case 'orders.offer.withdrawn':
      return { template: 'offer-withdrawn', data: about };
    default:
      return null;
  }
}

/** The mail to the seller. Null for their own steps, and for an accepted price that was not ordered. */
function toSeller(event: OfferEvent, reader: { firstName: string }): Letter | null {
  const { type, data } = event;
  const about = aboutOf(data, reader);
  const { expiresAt, validUntil, quantity } = data.offer;
  const made = { template: 'sale-offer-made', data: { ...about, quantity, until: new Date(expiresAt) } } as const;
  if (type === 'orders.offer.made') return made;
  if (type === 'orders.offer.expired') {
    return validUntil === null ? { template: 'sale-offer-expired', data: about } : null;
  }
  if (!isBy('BUYER', event)) return null;
  switch (type) {
    case 'orders.offer.countered':
      return made;
    case 'orders.offer.accepted':
      return { template: 'sale-offer-accepted', data: { ...about, until: new Date(validUntil ?? expiresAt) } };
    case 'orders.offer.declined':
      return { template: 'sale-offer-declined', data: about };
    case 'orders.offer.withdrawn':
      return {
        template: 'sale-offer-withdrawn',
        data: { ...about, kind: validUntil === null ? 'PROPOSED' : 'ACCEPTED' },
      };
    default:
      return null;
  }
}

const lettersOf = (event: OfferEvent): PlannedLetter[] => {
  const { buyerId, sellerId } = event.data.offer;
  return [
    { to: 'person', userId: buyerId, write: (reader) => toBuyer(event, reader) },
    { to: 'seller', sellerId, write: (reader) => toSeller(event, reader) },
  ];
};

/**
 * Both sides hear of each step of a price offer that the other one, or the end of the time, has made; buyers also of vacations, and of
 * a price that their order gave back.
 */
export const onOfferChanged = (services: NotificationsServices) =>
  consumer({
    group: orderGroup,
    on: ordersOffer,
    types: ['made', 'countered', 'accepted', 'declined', 'withdrawn', 'expired', 'released', 'held', 'resumed'],
    ...createLetterWriter(services, orderGroup, lettersOf),
  });
