import type { Envelope } from '@soko/events';
import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { wrongSellerStatus, wrongUserStatus } from '../domain/refusals.ts';
import { type Seller, sellerMayBecome, type SellerStatus } from '../domain/seller.ts';
import type { Db } from '../store/database.ts';
import { findSeller, saveSeller } from '../store/sellers.ts';
import { noteStatusChange } from '../store/status-changes.ts';
import { findUser } from '../store/users.ts';
import { setRoles } from './set-roles.ts';

export type WrongSeller = ReturnType<typeof wrongSellerStatus>;
export type WrongUser = ReturnType<typeof wrongUserStatus>;

/** Throws NOT_FOUND. */
export async function loadSeller(tx: Db, id: string): Promise<Seller> {
  const seller = await findSeller(tx, id);
  if (seller === null) throw notFound('This seller');
  return seller;
}

/** Moves a seller along an arrow of its diagram and writes down who did it, when and why. */
export async function moveSeller(
  { trail, now }: UsersContext,
  tx: Db,
  before: Seller,
  to: SellerStatus,
  reason: string | null,
): Promise<Seller | WrongSeller> {
  if (!sellerMayBecome(before.status, to)) return wrongSellerStatus(before.status);
  const at = now();
  const approved = before.status === 'APPLIED' && to === 'ACTIVE' ? { approvedAt: at } : {};
  const after = await saveSeller(tx, before, { status: to, ...approved }, at);
  await noteStatusChange(tx, { entityId: before.id, from: before.status, to, actor: trail.actor, reason, at });
  return after;
}

/** Adds or takes away the role of a seller. Answers what there is to tell. */
export async function setSellerRole(
  { trail }: UsersContext,
  tx: Db,
  userId: string,
  sells: boolean,
): Promise<Envelope[]> {
  const user = await findUser(tx, userId);
  if (user === null) return [];
  const others = user.roles.filter((role) => role !== 'SELLER');
  return (await setRoles(tx, trail, user, sells ? [...others, 'SELLER'] : others)).events;
}

/** Why the person behind the shop cannot sell now; null when they can. */
export async function personsRefusal(tx: Db, { userId }: Seller): Promise<WrongUser | null> {
  const user = await findUser(tx, userId);
  return user?.status === 'ACTIVE' ? null : wrongUserStatus(user?.status ?? 'ERASED');
}
