import { type Envelope, newEvent, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import type { UsersContext } from '../context.ts';
import { readEmail } from '../domain/email.ts';
import { type accountSuspended, alreadyStoreMember, limitReached, storeInactive } from '../domain/refusals.ts';
import type { StoreMember } from '../domain/store-member.ts';
import { type Store, storeLimits } from '../domain/store.ts';
import type { InviteStoreMemberInput } from '../generated/graphql.ts';
import { hashToken, newToken } from '../secrets/digests.ts';
import type { Db } from '../store/database.ts';
import { takeTry } from '../store/rate-limits.ts';
import { addMember, findMembersOf, renewInvitation } from '../store/store-members.ts';
import { tell } from '../store/tell.ts';
import { findUserWithPassword } from '../store/users.ts';
import { invitationLimits } from './limits.ts';
import { withOwnStore } from './own-store.ts';

const lifetimeMs = 7 * 86_400_000;

interface Invitation {
  hash: string;
  expiresAt: Date;
}

/** Only the holder of the address reads the token: it travels sealed, and is kept as a digest. */
function invited(
  { sealKey, trail }: UsersContext,
  store: Store,
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
    token: seal(sealKey, 'store-invitation', mail.token),
    expiresAt: mail.expiresAt.toISOString(),
  };
  return newEvent(usersStore, 'member_invited', { subject: store.id, sequence: store.version, data }, trail);
}

/** The open invitation of an address renewed, or a new one; null when it was answered meanwhile. */
async function saveInvitation(
  tx: Db,
  open: StoreMember | undefined,
  wanted: Pick<StoreMember, 'storeId' | 'email' | 'role'>,
  invitation: Invitation,
  now: Date,
): Promise<StoreMember | null> {
  if (open !== undefined) return renewInvitation(tx, open.id, { role: wanted.role, ...invitation });
  const person = { id: newId('mem'), userId: null, createdAt: now, joinedAt: null };
  const member: StoreMember = { ...wanted, ...person, status: 'INVITED' };
  await addMember(tx, member, invitation);
  return member;
}

/** Invites an address to a store; whether it has an account is not said. Inviting it again voids the first link. */
export async function inviteStoreMember(
  context: UsersContext,
  { storeId, email: address, role }: InviteStoreMemberInput,
): Promise<
  | StoreMember
  | ReturnType<typeof alreadyStoreMember | typeof limitReached | typeof storeInactive | typeof accountSuspended>
> {
  const email = readEmail(address);
  return withOwnStore(context, storeId, async (tx, store, { locale }) => {
    if (store.status === 'INACTIVE') return storeInactive();
    const team = await findMembersOf(tx, [storeId]);
    const holder = await findUserWithPassword(tx, { email });
    if (team.some(({ userId }) => userId !== null && userId === holder?.user.id)) return alreadyStoreMember();
    const open = team.find((member) => member.status === 'INVITED' && member.email === email);
    if (open === undefined && team.length >= storeLimits.members) return limitReached(storeLimits.members, 'members');
    const now = context.now();
    await takeTry(tx, invitationLimits(context, storeId, email), now);
    const token = newToken();
    const invitation = { hash: hashToken(token), expiresAt: new Date(now.getTime() + lifetimeMs) };
    const member = await saveInvitation(tx, open, { storeId, email, role }, invitation, now);
    if (member === null) return alreadyStoreMember();
    await tell(tx, [invited(context, store, member, { token, email, locale, expiresAt: invitation.expiresAt })]);
    return member;
  });
}
