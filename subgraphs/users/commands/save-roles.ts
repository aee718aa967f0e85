import { type Role, roles as allRoles } from '@soko/auth';
import { type Envelope, type EventTrail, newEvent, usersUser } from '@soko/events';
import type { User } from '../domain/user.ts';
import type { Db } from '../store/database.ts';
import { saveUser } from '../store/users.ts';

/** Saves a user's roles in their fixed order, always with CUSTOMER. Equal roles change nothing. */
export async function saveRoles(
  tx: Db,
  trail: EventTrail,
  before: User,
  newRoles: readonly Role[],
): Promise<{ user: User; events: Envelope[] }> {
  const roles = allRoles.filter((role) => role === 'CUSTOMER' || newRoles.includes(role));
  if (roles.join() === before.roles.join()) return { user: before, events: [] };
  const user = await saveUser(tx, before, { roles });
  const data = { roles, previousRoles: before.roles };
  const event = newEvent(usersUser, 'roles_changed', { subject: user.id, sequence: user.version, data }, trail);
  return { user, events: [event] };
}
