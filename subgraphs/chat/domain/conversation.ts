import { userIdOf, type Viewer } from '@soko/auth';
import type { EventsOf, chatConversation } from '@soko/events';

export type ConversationStatus = 'OPEN' | 'BLOCKED' | 'CLOSED';

export type Side = 'BUYER' | 'SELLER';

export type SubjectKind = 'PRODUCT' | 'ORDER';

/** How far one of the two people has read. */
export interface Reading {
  /** Sequence of the last message that the person has read. */
  readSequence: number;
  /** Messages of the other person after it. */
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
}

type People = Pick<ConversationRow, 'buyerId' | 'sellerUserId'>;

/** The side of a person; null for other people. */
export function sideOf({ buyerId, sellerUserId }: People, userId: string | null): Side | null {
  if (userId === null) return null;
  if (userId === buyerId) return 'BUYER';
  return userId === sellerUserId ? 'SELLER' : null;
}

export const sideOfViewer = (conversation: People, viewer: Viewer): Side | null =>
  sideOf(conversation, userIdOf(viewer));

/** The other person of a conversation. */
export const otherPerson = ({ buyerId, sellerUserId }: People, userId: string): string =>
  userId === buyerId ? sellerUserId : buyerId;

export const readingOf = (conversation: Conversation, side: Side): Reading =>
  side === 'BUYER' ? conversation.buyer : conversation.seller;

type Facts = EventsOf<typeof chatConversation>['data']['conversation'];

/** The facts that every event of a conversation repeats. */
export const factsOf = (
  { buyerId, sellerId, sellerUserId, subjectKind, subjectId, status }: ConversationRow,
  after: ConversationStatus = status,
): Facts => ({ buyerId, sellerId, sellerUserId, subjectKind, subjectId, status: after });
