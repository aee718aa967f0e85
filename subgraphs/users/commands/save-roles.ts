import { type Role, roles as allRoles } from '@soko/auth';
import { type Envelope, type EventTrail, newEvent, usersUser } from '@soko/events';
import type { User } from '../domain/user.ts';
import type { Db } from '../store/database.ts';
import { endAccessTokens, saveUser } from '../store/users.ts';

/**
 * Saves a user's roles in their fixed order, always with CUSTOMER. Equal roles change nothing.
 * When a role is removed, access tokens that name it are refused.
 */
export async function saveRoles(
  tx: Db,
  trail: EventTrail,
  before: User,
  newRoles: readonly Role[],
): Promise<{ user: User; events: Envelope[] }> {
  const roles = allRoles.filter((role) => role === 'CUSTOMER' || newRoles.includes(role));
  if (roles.join() === before.roles.join()) return { user: before, events: [] };
  const losesRole = before.roles.some((role) => !roles.includes(role));
  const user = await saveUser(tx, before, { roles, ...(losesRole ? endAccessTokens(trail.now()) : {}) });
  const data = { roles, previousRoles: before.roles };
  const event = newEvent(usersUser, 'roles_changed', { subject: user.id, sequence: user.version, data }, trail);
  return { user, events: [event] };
}
