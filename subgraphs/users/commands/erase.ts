import { type Envelope, newEvent, usersSeller, usersStore, usersUser } from '@soko/events';
import type { UsersContext } from '../context.ts';
import type { User } from '../domain/user.ts';
import { removeAddresses } from '../store/addresses.ts';
import type { Db } from '../store/database.ts';
import { forgetChallenges } from '../store/otp-challenges.ts';
import { findSellersOf, saveSeller } from '../store/sellers.ts';
import { forgetSessions, revokeSessions } from '../store/sessions.ts';
import { noteStatusChange } from '../store/status-changes.ts';
import { leaveStores } from '../store/store-members.ts';
import { touchStores } from '../store/stores.ts';
import { tell } from '../store/tell.ts';
import { saveUser } from '../store/users.ts';
import { forgetExports } from '../store/data-exports.ts';
import { sessionsRevoked } from './session-events.ts';

type Facts = Pick<UsersContext, 'trail' | 'now'>;

/** Whatever shop the person has, under a name that says nothing; orders keep its id. */
async function closeShops({ trail, now }: Facts, tx: Db, userId: string): Promise<Envelope[]> {
  const events: Envelope[] = [];
  for (const seller of await findSellersOf(tx, [userId])) {
    const status = seller.status === 'APPLIED' ? 'REJECTED' : seller.status === 'REJECTED' ? 'REJECTED' : 'CLOSED';
    const anonymous = {
      status,
      displayName: 'Closed shop',
      handle: `closed-${seller.id.slice(4)}`,
      payout: null,
    } as const;
    const after = await saveSeller(tx, seller, anonymous, now());
    if (after.status === seller.status) continue;
    const at = now();
    const change = { entityId: seller.id, from: seller.status, to: status, actor: trail.actor, reason: 'ERASED', at };
    await noteStatusChange(tx, change);
    const { handle, displayName, version } = after;
    const data = { userId, handle, displayName, status: after.status, reason: null };
    const type = status === 'CLOSED' ? 'closed' : 'rejected';
    events.push(newEvent(usersSeller, type, { subject: seller.id, sequence: version, data }, trail));
  }
  return events;
}

async function leaveTeams({ trail, now }: Facts, tx: Db, before: User): Promise<Envelope[]> {
  const { id: userId } = before;
  const left = await leaveStores(tx, before, now());
  const stores = await touchStores(
    tx,
    left.map(({ storeId }) => storeId),
  );
  return left.map(({ id: memberId, storeId: subject, role }) => {
    const sequence = stores.find(({ id }) => id === subject)?.version ?? 0;
    return newEvent(usersStore, 'member_removed', { subject, sequence, data: { memberId, userId, role } }, trail);
  });
}

/**
 * Ends an account: deletes what identifies the person and keeps the row, so that what others must keep still points
 * somewhere. Tells it, so that they forget as well.
 */
export async function erase(context: Facts, tx: Db, before: User): Promise<Date> {
  const { trail, now } = context;
  const { id: userId } = before;
  const erasedAt = now();
  const { version } = await saveUser(tx, before, {
    status: 'ERASED',
    email: null,
    phone: null,
    passwordHash: null,
    firstName: null,
    lastName: null,
    locale: 'en',
    roles: ['CUSTOMER'],
    twoStepLogIn: false,
    emailVerifiedAt: null,
    phoneVerifiedAt: null,
  });
  const ended = await revokeSessions(tx, { userId }, 'ERASED', erasedAt);
  const shops = await closeShops(context, tx, userId);
  const teams = await leaveTeams(context, tx, before);
  await removeAddresses(tx, { userId });
  await forgetChallenges(tx, userId);
  await forgetSessions(tx, userId);
  await forgetExports(tx, userId);
  const change = {
    entityId: userId,
    from: before.status,
    to: 'ERASED',
    actor: trail.actor,
    reason: null,
    at: erasedAt,
  };
  await noteStatusChange(tx, change);
  const erased = newEvent(usersUser, 'erased', { subject: userId, sequence: version, data: {} }, trail);
  await tell(tx, [...sessionsRevoked(trail, ended, 'ERASED'), ...shops, ...teams, erased]);
  return erasedAt;
}
