import { type Envelope, type EventTrail, newEvent, usersStore } from '@soko/events';
import type { StoreMember, StoreMemberRole } from '../domain/store-member.ts';
import type { Store } from '../domain/store.ts';

type About = Pick<Store, 'id' | 'version'>;

const about = ({ id: subject, version: sequence }: About) => ({ subject, sequence });

export const storeCreated = (trail: EventTrail, store: Store, createdBy: string): Envelope => {
  const { name, domain, status, plan, mintQuota } = store;
  return newEvent(
    usersStore,
    'created',
    { ...about(store), data: { name, domain, status, plan, mintQuota, createdBy } },
    trail,
  );
};

export const storeUpdated = (trail: EventTrail, store: Store): Envelope => {
  const { name, domain, status } = store;
  return newEvent(usersStore, 'updated', { ...about(store), data: { name, domain, status } }, trail);
};

const member = ({ id: memberId, userId, role }: StoreMember) => {
  if (userId === null) throw new Error(`Member ${memberId} is nobody yet.`);
  return { memberId, userId, role };
};

export const memberJoined = (trail: EventTrail, store: About, joined: StoreMember): Envelope =>
  newEvent(usersStore, 'member_added', { ...about(store), data: member(joined) }, trail);

export const memberLeft = (trail: EventTrail, store: About, left: StoreMember): Envelope =>
  newEvent(usersStore, 'member_removed', { ...about(store), data: member(left) }, trail);

export const memberChanged = (
  trail: EventTrail,
  store: About,
  changed: StoreMember,
  previousRole: StoreMemberRole,
): Envelope =>
  newEvent(usersStore, 'member_role_changed', { ...about(store), data: { ...member(changed), previousRole } }, trail);
