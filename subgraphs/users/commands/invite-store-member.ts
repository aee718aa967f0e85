import { type Envelope, newEvent, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import { readEmail } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import { seal } from '@soko/seal';
import type { UsersContext } from '../context.ts';
import { type accountSuspended, alreadyStoreMember, limitReached, storeInactive } from '../domain/refusals.ts';
import type { StoreAccount } from '../domain/store-account.ts';
import { invitationLifetimeMs, maxStoreMembers, type StoreMember, type StoreMemberRole } from '../domain/store-team.ts';
import { hashToken, newToken } from '../secrets/digests.ts';
import type { Db } from '../store/database.ts';
import { findStoreAccounts } from '../store/store-accounts.ts';
import { findTeamsOf, insertTeamMember, renewInvitation } from '../store/store-teams.ts';
import { findUserWithPassword } from '../store/users.ts';
import { invitationLimits } from './attempt-limits.ts';
import { canAdministerStore } from './can-administer-store.ts';
import { withOwnStoreAccount } from './with-own-store-account.ts';

export interface InviteStoreMemberInput {
  storeId: string;
  email: string;
  role: StoreMemberRole;
}

interface Invitation {
  hash: string;
  expiresAt: Date;
}

/** Event that makes notifications send the invitation. The token is sealed; the database has only its digest. */
function memberInvited(
  { sealKeys, trail }: UsersContext,
  store: StoreAccount,
  member: StoreMember,
  mail: { token: string; email: string; locale: string; expiresAt: Date },
): Envelope {
  const { email, locale } = mail;
  const data = {
    memberId: member.id,
    role: member.role,
    email,
    locale,
    storeName: store.name,
    token: seal(sealKeys, 'store-invitation', mail.token),
    expiresAt: mail.expiresAt.toISOString(),
  };
  return newEvent(usersStore, 'member_invited', { subject: store.id, sequence: store.version, data }, trail);
}

/** Renews the open invitation of an address, or inserts a new one. Null when it was accepted in the meantime. */
async function saveInvitation(
  tx: Db,
  open: StoreMember | undefined,
  facts: Pick<StoreMember, 'storeId' | 'email' | 'role'>,
  invitation: Invitation,
  now: Date,
): Promise<StoreMember | null> {
  if (open !== undefined) return renewInvitation(tx, open.id, { role: facts.role, ...invitation });
  const person = { id: newId('mem'), userId: null, createdAt: now, joinedAt: null };
  const member: StoreMember = { ...facts, ...person, status: 'INVITED' };
  await insertTeamMember(tx, member, invitation);
  return member;
}

/** The open invitation of an address, if there is one, or the reason why it cannot be invited. */
async function checkInvitation(tx: Db, { id: storeId, status }: StoreAccount, email: string) {
  if (status === 'INACTIVE') return storeInactive();
  const team = await findTeamsOf(tx, [storeId]);
  const holder = await findUserWithPassword(tx, { email });
  if (team.some(({ userId }) => userId !== null && userId === holder?.user.id)) return alreadyStoreMember();
  const open = team.find((member) => member.status === 'INVITED' && member.email === email);
  if (open === undefined && team.length >= maxStoreMembers) return limitReached(maxStoreMembers, 'members');
  return { open };
}

/** Whether an invitation would be sent as things stand. Others are refused, and not counted. */
async function maySend(context: UsersContext, storeId: string, email: string): Promise<boolean> {
  const { db } = context;
  const [store] = await findStoreAccounts(db, [storeId]);
  if (store === undefined || !(await canAdministerStore(context, db, storeId))) return false;
  return !isRefusal(await checkInvitation(db, store, email));
}

/**
 * Invites an email address to a store. The result does not reveal whether the address has an account. Inviting it again
 * invalidates the previous link.
 */
export async function inviteStoreMember(
  context: UsersContext,
  { storeId, role, ...input }: InviteStoreMemberInput,
): Promise<
  | StoreMember
  | ReturnType<typeof alreadyStoreMember | typeof limitReached | typeof storeInactive | typeof accountSuspended>
> {
  const email = readEmail(input.email, 'email');
  // Before the transaction, so that it holds one connection at a time.
  if (await maySend(context, storeId, email)) await context.limits.take(invitationLimits(context, storeId, email));
  return withOwnStoreAccount(context, storeId, async (tx, store, { locale }) => {
    const checked = await checkInvitation(tx, store, email);
    if (isRefusal(checked)) return checked;
    const { open } = checked;
    const now = context.now();
    const token = newToken();
    const invitation = { hash: hashToken(token), expiresAt: new Date(now.getTime() + invitationLifetimeMs) };
    const member = await saveInvitation(tx, open, { storeId, email, role }, invitation, now);
    if (member === null) return alreadyStoreMember();
    const mail = { token, email, locale, expiresAt: invitation.expiresAt };
    await tellWithPrisma(tx, [memberInvited(context, store, member, mail)]);
    return member;
  });
}
