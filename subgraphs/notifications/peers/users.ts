import { serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import {
  notificationsSegmentPeople,
  notificationsSellerOwner,
  notificationsTimeZone,
} from '../generated/peers/users.ts';
import { remember } from './remember.ts';

/** Finds the time zone of a person as users knows it now. Null when it is not given. */
export type FindTimeZone = (userId: string, correlationId: string) => Promise<string | null>;

export function createFindTimeZone(transport: SubgraphTransport): FindTimeZone {
  const ask = createPeer('users', transport);
  return async (userId, correlationId) => {
    const identity = serviceIdentity('notifications', correlationId);
    const { timeZoneOf } = await ask(notificationsTimeZone, { userId }, identity);
    return timeZoneOf ?? null;
  };
}

/** Finds the user who owns a seller. Null when there is no such seller. */
export type FindSellerOwner = (sellerId: string, correlationId: string) => Promise<string | null>;

/** Events of orders and stock name the seller alone. A seller never changes hands, so that it is asked for once. */
export function createFindSellerOwner(transport: SubgraphTransport): FindSellerOwner {
  const ask = createPeer('users', transport);
  return remember(async (sellerId, correlationId) => {
    const identity = serviceIdentity('notifications', correlationId);
    const { sellerOwner } = await ask(notificationsSellerOwner, { sellerId }, identity);
    return sellerOwner ?? null;
  });
}

/** A page of the people of a segment of a store: those of whom it knows the account. Null when there is no such segment. */
export type FindSegmentPeople = (
  page: { segmentId: string; first: number; after: string | null },
  correlationId: string,
) => Promise<{ userIds: string[]; next: string | null } | null>;

/** An address that the store wrote down is left out, with or without an account: the store must not learn who has one. */
export function createFindSegmentPeople(transport: SubgraphTransport): FindSegmentPeople {
  const ask = createPeer('users', transport);
  return async (page, correlationId) => {
    const identity = serviceIdentity('notifications', correlationId);
    const { segmentMembers } = await ask(notificationsSegmentPeople, page, identity);
    if (segmentMembers === null) return null;
    const { members, next } = segmentMembers;
    const userIds = members.flatMap(({ userId, isWritten }) => (isWritten || userId == null ? [] : [userId]));
    return { userIds, next: next ?? null };
  };
}
