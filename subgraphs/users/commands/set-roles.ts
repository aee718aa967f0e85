import { type Envelope, type EventTrail, newEvent, usersUser } from '@soko/events';
import { type Role, roles as allRoles } from '@soko/auth';
import type { User } from '../domain/user.ts';
import type { Db } from '../store/database.ts';
import { saveUser } from '../store/users.ts';

/** Saves which roles a person holds, in the order of the list; everybody is a customer. Nothing changes for equal ones. */
export async function setRoles(
  tx: Db,
  trail: EventTrail,
  before: User,
  wanted: readonly Role[],
): Promise<{ user: User; events: Envelope[] }> {
  const roles = allRoles.filter((role) => role === 'CUSTOMER' || wanted.includes(role));
  if (roles.join() === before.roles.join()) return { user: before, events: [] };
  const user = await saveUser(tx, before, { roles });
  const data = { roles, previousRoles: before.roles };
  const event = newEvent(usersUser, 'roles_changed', { subject: user.id, sequence: user.version, data }, trail);
  return { user, events: [event] };
}
