import { userIdOf } from '@soko/auth';
import type { Envelope } from '@soko/events';
import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { readLine } from '../domain/line.ts';
import { wrongSellerStatus, wrongUserStatus } from '../domain/refusals.ts';
import { type Seller, sellerMayBecome, type SellerStatus } from '../domain/seller.ts';
import type {
  ApproveSellerInput,
  CloseSellerInput,
  ReinstateSellerInput,
  RejectSellerInput,
  SuspendSellerInput,
} from '../generated/graphql.ts';
import { type Db, inTransaction } from '../store/database.ts';
import { findSeller, saveSeller } from '../store/sellers.ts';
import { noteStatusChange } from '../store/status-changes.ts';
import { tell } from '../store/tell.ts';
import { findUser } from '../store/users.ts';
import { requireRole, isSupport } from './require-role.ts';
import { sellerStopped, sellerTold } from './seller-events.ts';
import { setRoles } from './set-roles.ts';

type WrongSeller = ReturnType<typeof wrongSellerStatus>;
type WrongUser = ReturnType<typeof wrongUserStatus>;

async function load(tx: Db, id: string): Promise<Seller> {
  const seller = await findSeller(tx, id);
  if (seller === null) throw notFound('This seller');
  return seller;
}

/** Moves a seller along an arrow of its diagram and writes down who did it, when and why. */
async function move(
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

/** Adds or takes away the role of a seller. */
async function setSellerRole({ trail }: UsersContext, tx: Db, userId: string, sells: boolean): Promise<Envelope[]> {
  const user = await findUser(tx, userId);
  if (user === null) return [];
  const others = user.roles.filter((role) => role !== 'SELLER');
  return (await setRoles(tx, trail, user, sells ? [...others, 'SELLER'] : others)).events;
}

const reasonIn = (text: string): string => readLine(text, 'reason', { max: 500 });

/** Why the person behind the shop cannot sell now; null when they can. */
async function personsRefusal(tx: Db, { userId }: Seller): Promise<WrongUser | null> {
  const user = await findUser(tx, userId);
  return user?.status === 'ACTIVE' ? null : wrongUserStatus(user?.status ?? 'ERASED');
}

/** Lets an applicant sell, and gives them the role. */
export async function approveSeller(
  context: UsersContext,
  { sellerId }: ApproveSellerInput,
): Promise<Seller | WrongSeller | WrongUser> {
  requireRole(context, 'SUPPORT');
  return inTransaction(context.db, async (tx) => {
    const before = await load(tx, sellerId);
    if (before.status !== 'APPLIED') return wrongSellerStatus(before.status);
    const refusal = await personsRefusal(tx, before);
    if (refusal !== null) return refusal;
    const seller = await move(context, tx, before, 'ACTIVE', null);
    if ('__typename' in seller) return seller;
    const roles = await setSellerRole(context, tx, seller.userId, true);
    await tell(tx, [sellerTold(context.trail, 'approved', seller), ...roles]);
    return seller;
  });
}

/** Turns an application down. */
export async function rejectSeller(context: UsersContext, input: RejectSellerInput): Promise<Seller | WrongSeller> {
  requireRole(context, 'SUPPORT');
  return stop(context, input.sellerId, 'REJECTED', 'rejected', reasonIn(input.reason));
}

/** Stops a seller for the time being. The role stays: orders that are under way are theirs to finish. */
export async function suspendSeller(context: UsersContext, input: SuspendSellerInput): Promise<Seller | WrongSeller> {
  requireRole(context, 'SUPPORT');
  return stop(context, input.sellerId, 'SUSPENDED', 'suspended', reasonIn(input.reason));
}

async function stop(
  context: UsersContext,
  id: string,
  to: SellerStatus,
  type: 'rejected' | 'suspended',
  reason: string,
): Promise<Seller | WrongSeller> {
  return inTransaction(context.db, async (tx) => {
    const seller = await move(context, tx, await load(tx, id), to, reason);
    if ('__typename' in seller) return seller;
    await tell(tx, [sellerStopped(context.trail, type, seller, reason)]);
    return seller;
  });
}

/** Lets a suspended seller go on. */
export async function reinstateSeller(
  context: UsersContext,
  { sellerId }: ReinstateSellerInput,
): Promise<Seller | WrongSeller | WrongUser> {
  requireRole(context, 'SUPPORT');
  return inTransaction(context.db, async (tx) => {
    const before = await load(tx, sellerId);
    if (before.status !== 'SUSPENDED') return wrongSellerStatus(before.status);
    const refusal = await personsRefusal(tx, before);
    if (refusal !== null) return refusal;
    const seller = await move(context, tx, before, 'ACTIVE', null);
    if ('__typename' in seller) return seller;
    await tell(tx, [sellerStopped(context.trail, 'reinstated', seller, null)]);
    return seller;
  });
}

/** Closes a shop for good: its owner or support may. Throws NOT_FOUND for anybody else. */
export async function closeSeller(context: UsersContext, input: CloseSellerInput): Promise<Seller | WrongSeller> {
  const reason = input.reason == null ? null : reasonIn(input.reason);
  return inTransaction(context.db, async (tx) => {
    const before = await load(tx, input.sellerId);
    if (before.userId !== userIdOf(context.viewer) && !isSupport(context)) throw notFound('This seller');
    const seller = await move(context, tx, before, 'CLOSED', reason);
    if ('__typename' in seller) return seller;
    const roles = await setSellerRole(context, tx, seller.userId, false);
    await tell(tx, [sellerStopped(context.trail, 'closed', seller, reason), ...roles]);
    return seller;
  });
}
