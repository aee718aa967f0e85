import type { Envelope } from '@soko/events';
import { composeMessages } from '../commands/compose-messages.ts';
import { isStale } from '../domain/is-stale.ts';
import type { Draft } from '../domain/message.ts';
import type { Contact } from '../store/contact-store.ts';
import type { ConsumerDeps } from './consumer-deps.ts';

type Letter = Pick<Draft, 'template' | 'data'>;

/**
 * Mails a person whose event does not say how to reach them. Throws while nothing is known of the person: the events
 * of two topics arrive in any order, and the bus tries again. Nothing is written to somebody who was erased.
 */
export async function writeToPerson(
  deps: ConsumerDeps,
  event: Envelope,
  userId: string,
  letterTo: (contact: Contact) => Letter,
): Promise<void> {
  if (isStale(event.time, deps.now())) return;
  const contact = await deps.contacts.find(userId);
  if (contact === undefined) throw new Error(`How to reach ${userId} is not known yet.`);
  if (contact === null) return;
  await composeMessages(deps, event, [mailTo(contact, letterTo(contact))]);
}

/** A mail without a code or link. */
export const mailTo = ({ userId, email, locale }: Omit<Contact, 'firstName'>, letter: Letter): Draft =>
  ({ ...letter, channel: 'EMAIL', to: email, userId, locale, expiresAt: null }) as Draft;
