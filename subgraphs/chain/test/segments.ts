import { newId } from '@soko/ids';
import type { Shop } from './chain-scene.ts';

interface Member {
  contactId: string;
  email: string | null;
  userId: string | null;
  isWritten: boolean;
}

/** Segments of stores, as users has them. */
export const segments = new Map<string, { storeId: string; members: Member[] }>();

/** A page of two, so that a segment has several. */
export function segmentMembers(_: unknown, { segmentId, after }: { segmentId: string; after?: string | null }) {
  const segment = segments.get(segmentId);
  if (segment === undefined) return null;
  const { storeId, members } = segment;
  const from = after == null ? 0 : members.findIndex(({ contactId }) => contactId === after) + 1;
  const page = members.slice(from, from + 2);
  return { storeId, members: page, next: from + 2 < members.length ? page.at(-1)!.contactId : null };
}

/** A segment of a store with buyers, an address with an account, and one without. */
export function segmentOf({ storeId }: Shop, userIds: readonly string[]): string {
  const contact = (more: object): Member => ({
    contactId: newId('ctc'),
    email: null,
    userId: null,
    isWritten: false,
    ...more,
  });
  const written = [
    contact({ email: 'a@b.example', userId: newId('usr'), isWritten: true }),
    contact({ isWritten: true }),
  ];
  const id = newId('sgm');
  segments.set(id, { storeId, members: [...userIds.map((userId) => contact({ userId })), ...written] });
  return id;
}
