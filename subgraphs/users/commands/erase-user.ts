import { type Envelope, newEvent, usersSeller, usersStore, usersUser } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import type { UsersContext } from '../context.ts';
import type { User } from '../domain/user.ts';
import { forgetContacts } from '../store/contacts/contacts.ts';
import { deleteAddresses } from '../store/addresses.ts';
import { deleteExports } from '../store/data-exports.ts';
import type { Db } from '../store/database.ts';
import { forgetDevices } from '../store/known-devices.ts';
import { deleteChallenges } from '../store/otp-challenges.ts';
import { findSellersOf, saveSeller } from '../store/sellers.ts';
import { deleteSessions, revokeSessions } from '../store/sessions.ts';
import { recordStatusChange } from '../store/status-changes.ts';
import { lockStoreAccounts } from '../store/store-accounts.ts';
import { deletePersonalKeys } from '../store/personal-keys.ts';
import { leaveTeams } from '../store/store-teams.ts';
import { endAccessTokens, saveUser } from '../store/users.ts';
import { endKeysWithoutRight } from './end-keys-without-right.ts';
import { sessionsRevoked } from './session-events.ts';

type Facts = Pick<UsersContext, 'trail' | 'now'>;

/** Closes the user's sellers and removes their names, also where they are known. Orders still refer to their ids. */
async function closeSellers({ trail, now }: Facts, tx: Db, userId: string): Promise<Envelope[]> {
  const events: Envelope[] = [];
  for (const seller of await findSellersOf(tx, [userId])) {
    const isApplication = seller.status === 'APPLIED' || seller.status === 'REJECTED';
    const status = isApplication ? 'REJECTED' : 'CLOSED';
    const anonymous = {
      status,
      displayName: 'Closed seller',
      handle: `closed-${seller.id.slice(4)}`,
      payout: null,
    } as const;
    const after = await saveSeller(tx, seller, anonymous, now());
    if (after.status !== seller.status) {
      const at = now();
      const change = { entityId: seller.id, from: seller.status, to: status, actor: trail.actor, reason: 'ERASED', at };
      await recordStatusChange(tx, change);
    }
    const { handle, displayName, version } = after;
    const data = { userId, handle, displayName, status: after.status, reason: null };
    const type = status === 'CLOSED' ? 'closed' : 'rejected';
    events.push(newEvent(usersSeller, type, { subject: seller.id, sequence: version, data }, trail));
  }
  return events;
}

async function removeFromTeams({ trail, now }: Facts, tx: Db, before: User): Promise<Envelope[]> {
  const { id: userId } = before;
  const removed = await leaveTeams(tx, before, now());
  const stores = await lockStoreAccounts(
    tx,
    removed.map(({ storeId }) => storeId),
  );
  return removed.map(({ id: memberId, storeId: subject, role }) => {
    const sequence = stores.find(({ id }) => id === subject)?.version ?? 0;
    return newEvent(usersStore, 'member_removed', { subject, sequence, data: { memberId, userId, role } }, trail);
  });
}

/**
 * Deletes a user's personal data and keeps the row with its id, so that records which the law requires still refer to
 * it. Events about the person stay in the event log and can no longer be opened. The event `users.user.erased` makes the
 * other services delete their copies.
 */
export async function eraseUser(context: Facts, tx: Db, before: User): Promise<Date> {
  const { trail, now } = context;
  const { id: userId } = before;
  const erasedAt = now();
  const { version } = await saveUser(tx, before, {
    ...endAccessTokens(erasedAt),
    status: 'ERASED',
    email: null,
    phone: null,
    passwordHash: null,
    firstName: null,
    lastName: null,
    locale: 'en',
    timeZone: null,
    roles: ['CUSTOMER'],
    twoStepLogIn: false,
    emailVerifiedAt: null,
    phoneVerifiedAt: null,
  });
  const ended = await revokeSessions(tx, { userId }, 'ERASED', erasedAt);
  const sellers = await closeSellers(context, tx, userId);
  await deletePersonalKeys(tx, before);
  const teams = await removeFromTeams(context, tx, before);
  const keys = await endKeysWithoutRight(context, tx, userId);
  await deleteAddresses(tx, { userId });
  await forgetContacts(tx, before);
  await deleteChallenges(tx, userId);
  await deleteSessions(tx, userId);
  await forgetDevices(tx, userId);
  await deleteExports(tx, userId);
  const { status: from } = before;
  await recordStatusChange(tx, {
    entityId: userId,
    from,
    to: 'ERASED',
    actor: trail.actor,
    reason: null,
    at: erasedAt,
  });
  const erased = newEvent(usersUser, 'erased', { subject: userId, sequence: version, data: {} }, trail);
  await tellWithPrisma(tx, [...sessionsRevoked(trail, ended, 'ERASED'), ...sellers, ...teams, ...keys, erased]);
  return erasedAt;
}
