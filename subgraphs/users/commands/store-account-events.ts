import { type Envelope, type EventTrail, newEvent, usersStore } from '@soko/events';
import type { StoreAccount } from '../domain/store-account.ts';
import type { StoreMember, StoreMemberRole } from '../domain/store-team.ts';

type Subject = Pick<StoreAccount, 'id' | 'version'>;

const subjectOf = ({ id: subject, version: sequence }: Subject) => ({ subject, sequence });

export const storeCreated = (trail: EventTrail, store: StoreAccount, createdBy: string): Envelope => {
  const { name, domain, status, plan, mintQuota } = store;
  const data = { name, domain, status, plan, mintQuota, createdBy };
  return newEvent(usersStore, 'created', { ...subjectOf(store), data }, trail);
};

export const storeUpdated = (trail: EventTrail, store: StoreAccount): Envelope => {
  const { name, domain, status } = store;
  return newEvent(usersStore, 'updated', { ...subjectOf(store), data: { name, domain, status } }, trail);
};

const factsOf = ({ id: memberId, userId, role }: StoreMember) => {
  if (userId === null) throw new Error(`Member ${memberId} has not accepted the invitation.`);
  return { memberId, userId, role };
};

export const memberAdded = (trail: EventTrail, store: Subject, member: StoreMember): Envelope =>
  newEvent(usersStore, 'member_added', { ...subjectOf(store), data: factsOf(member) }, trail);

export const memberRemoved = (trail: EventTrail, store: Subject, member: StoreMember): Envelope =>
  newEvent(usersStore, 'member_removed', { ...subjectOf(store), data: factsOf(member) }, trail);

export const memberRoleChanged = (
  trail: EventTrail,
  store: Subject,
  member: StoreMember,
  previousRole: StoreMemberRole,
): Envelope => {
  const data = { ...factsOf(member), previousRole };
  return newEvent(usersStore, 'member_role_changed', { ...subjectOf(store), data }, trail);
};
