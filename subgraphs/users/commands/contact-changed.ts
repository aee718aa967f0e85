import { type Envelope, type EventTrail, newEvent, usersUser } from '@soko/events';
import type { ReachableUser } from '../domain/user.ts';

/** Event with a user's contact details. A phone number that is not verified is left out. */
export const contactChanged = (
  trail: EventTrail,
  { id, version, email, phone, phoneVerifiedAt, firstName, locale, timeZone }: ReachableUser,
  previousEmail: string | null = null,
): Envelope => {
  const data = { email, previousEmail, phone: phoneVerifiedAt === null ? null : phone, firstName, locale, timeZone };
  return newEvent(usersUser, 'contact_changed', { subject: id, sequence: version, data }, trail);
};
