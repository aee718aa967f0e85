import type { Envelope } from '@soko/events';
import type { UsersContext } from '../context.ts';
import type { Db } from '../store/database.ts';
import { findUser } from '../store/users.ts';
import { saveRoles } from './save-roles.ts';

/** Grants or removes the role SELLER. Returns the events to publish. */
export async function changeSellerRole(
  { trail }: UsersContext,
  tx: Db,
  userId: string,
  isSeller: boolean,
): Promise<Envelope[]> {
  const user = await findUser(tx, userId);
  if (user === null) return [];
  const others = user.roles.filter((role) => role !== 'SELLER');
  return (await saveRoles(tx, trail, user, isSeller ? [...others, 'SELLER'] : others)).events;
}
