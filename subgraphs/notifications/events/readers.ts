import { TooEarly } from '@soko/event-bus';
import type { Envelope } from '@soko/events';
import type { NotificationsServices } from '../services.ts';
import { findContact } from '../store/contacts.ts';

/** A person whom a message is for. */
export interface Reader {
  /** Null for a guest. */
  userId: string | null;
  email: string;
  locale: string;
  /** Null for a guest. */
  firstName: string | null;
}

/** A person with an account. Null after erasure. Throws `TooEarly` while the contact is not known. */
export async function personOf({ db }: Pick<NotificationsServices, 'db'>, userId: string) {
  const contact = await findContact(db, userId);
  if (contact === undefined) throw new TooEarly(`The contact of ${userId} is not known yet.`);
  return contact;
}

/** The buyer of an order. A guest has no contact here: orders knows the address, and may have forgotten it since. */
export async function buyerOf(
  services: NotificationsServices,
  event: Envelope,
  { orderId, buyerId }: { orderId: string; buyerId: string | null },
): Promise<Reader | null> {
  if (buyerId !== null) return personOf(services, buyerId);
  const email = await services.findGuestEmail(orderId, event.correlationId);
  return email === null ? null : { userId: null, email, locale: 'en', firstName: null };
}

/** The owner of a seller. */
export async function sellerOf(services: NotificationsServices, event: Envelope, sellerId: string) {
  const userId = await services.findSellerOwner(sellerId, event.correlationId);
  return userId === null ? null : personOf(services, userId);
}
