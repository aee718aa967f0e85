import { userIdOf, type Viewer } from '@soko/auth';
import type { EventsOf, chatConversation } from '@soko/events';
import type { Connection } from '@soko/pagination';

export type ConversationStatus = 'OPEN' | 'BLOCKED' | 'CLOSED';

export type Side = 'BUYER' | 'SELLER';

export type SubjectKind = 'PRODUCT' | 'ORDER';

/** How far one of the two sides has read. */
export interface Reading {
  /** Sequence of the last message that the side has read. */
  readSequence: number;
  /** Messages of the other side after it. */
  unread: number;
}

/** The row of a conversation. */
export interface ConversationRow {
  id: string;
  status: ConversationStatus;
  buyerId: string;
  sellerId: string;
  /** The person who sells. */
  sellerUserId: string;
  /** The store whose team answers as well. Null for goods of no store, or of several. */
  storeId: string | null;
  subjectKind: SubjectKind;
  /** Id of the product or the order. */
  subjectId: string;
  /** Title of the product or number of the order when the conversation was started. */
  about: string;
  version: number;
  /** Sequence of the last message. */
  lastSequence: number;
  createdAt: Date;
  lastMessageAt: Date;
  /** Null while it is not closed. */
  closedReason: 'SUPPORT' | 'ERASURE' | null;
}

/** A conversation with what both people have read, who blocks, and whether support may see it. */
export interface Conversation extends ConversationRow {
  buyer: Reading;
  seller: Reading;
  /** Ids of the people who block the other one. */
  blockedBy: readonly string[];
  isReported: boolean;
  /** True if the viewer answers for the store: the row was read for one viewer. */
  viewerIsInTeam: boolean;
}

/** A page of conversations: of the viewer, or of a store. */
export type ConversationPage = Connection<Conversation> & { storeId: string | null };

type People = Pick<ConversationRow, 'buyerId' | 'sellerUserId'>;

/** Roles in a store whose members answer for it. */
export const answeringRoles = ['ADMIN', 'MEMBER', 'SUPPORT'] as const;

/** The side of one of the two people; null for all others, also for the team of the store. */
export function sideOfPerson({ buyerId, sellerUserId }: People, userId: string | null): Side | null {
  if (userId === null) return null;
  if (userId === buyerId) return 'BUYER';
  return userId === sellerUserId ? 'SELLER' : null;
}

/** The side on which the viewer reads and writes. The team of the store is on that of the seller. */
export const sideOfViewer = (
  conversation: People & Pick<Conversation, 'viewerIsInTeam'>,
  viewer: Viewer,
): Side | null => sideOfPerson(conversation, userIdOf(viewer)) ?? (conversation.viewerIsInTeam ? 'SELLER' : null);

/** The side of somebody who wrote: all but the buyer write for the seller. */
export const sideOfSender = ({ buyerId }: People, senderId: string): Side =>
  senderId === buyerId ? 'BUYER' : 'SELLER';

export const otherSide = (side: Side): Side => (side === 'BUYER' ? 'SELLER' : 'BUYER');

/** The person of a side: the buyer, or the person who sells. */
export const personOf = ({ buyerId, sellerUserId }: People, side: Side): string =>
  side === 'BUYER' ? buyerId : sellerUserId;

export const readingOf = (conversation: Conversation, side: Side): Reading =>
  side === 'BUYER' ? conversation.buyer : conversation.seller;

type Facts = EventsOf<typeof chatConversation>['data']['conversation'];

/** The facts that every event of a conversation repeats. */
export const factsOf = (
  { buyerId, sellerId, sellerUserId, storeId, subjectKind, subjectId, status }: ConversationRow,
  after: ConversationStatus = status,
): Facts => ({ buyerId, sellerId, sellerUserId, storeId, subjectKind, subjectId, status: after });
