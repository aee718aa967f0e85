import { type Envelope, type EventTrail, newEvent, usersUser } from '@soko/events';
import type { ReachableUser } from '../domain/user.ts';

/** How to reach a person from now on. A number that is not proven is not told. */
export const contactChanged = (
  trail: EventTrail,
  { id, version, email, phone, phoneVerifiedAt, firstName, locale }: ReachableUser,
  previousEmail: string | null = null,
): Envelope => {
  const data = { email, previousEmail, phone: phoneVerifiedAt === null ? null : phone, firstName, locale };
  return newEvent(usersUser, 'contact_changed', { subject: id, sequence: version, data }, trail);
};
