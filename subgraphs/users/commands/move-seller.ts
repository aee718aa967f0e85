import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { wrongSellerStatus, wrongUserStatus } from '../domain/refusals.ts';
import { type Seller, sellerMayBecome, type SellerStatus } from '../domain/seller.ts';
import type { Db } from '../store/database.ts';
import { findSeller, saveSeller } from '../store/sellers.ts';
import { recordStatusChange } from '../store/status-changes.ts';
import { findUser } from '../store/users.ts';

export type WrongSeller = ReturnType<typeof wrongSellerStatus>;
export type WrongUser = ReturnType<typeof wrongUserStatus>;

/** Throws NOT_FOUND. */
export async function loadSeller(tx: Db, id: string): Promise<Seller> {
  const seller = await findSeller(tx, id);
  if (seller === null) throw notFound('The seller');
  return seller;
}

/** Changes a seller's status, if its state diagram allows it, and records the change with actor, time and reason. */
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
  await recordStatusChange(tx, { entityId: before.id, from: before.status, to, actor: trail.actor, reason, at });
  return after;
}

/** Refusal when the account of the seller's owner is not active; null otherwise. */
export async function refusalOfOwner(tx: Db, { userId }: Seller): Promise<WrongUser | null> {
  const user = await findUser(tx, userId);
  return user?.status === 'ACTIVE' ? null : wrongUserStatus(user?.status ?? 'ERASED');
}
