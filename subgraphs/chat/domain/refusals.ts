import { refuse, type Refused } from '@soko/refusals';
import type { Conversation, ConversationStatus } from './conversation.ts';
import { acceptedTypes } from './picture.ts';
import type { ReportStatus } from './report.ts';

export type ConversationBlocked = Refused<'ConversationBlocked', { isBlockedByViewer: boolean }>;

export const conversationBlocked = (isBlockedByViewer: boolean): ConversationBlocked =>
  refuse(
    'ConversationBlocked',
    isBlockedByViewer
      ? 'You block this person. End it with `unblockConversation` to write.'
      : 'This person receives no messages from you.',
    { isBlockedByViewer },
  );

export type ConversationClosed = Refused<'ConversationClosed'>;

export const conversationClosed = (): ConversationClosed =>
  refuse('ConversationClosed', 'This conversation is closed. Nothing can be written in it.');

/** Why the side of a person may not write, or null. `blockedBy` are the ids of the people who block the other one. */
export function forbidsWriting(
  { status, blockedBy }: Pick<Conversation, 'blockedBy'> & { status: ConversationStatus },
  userId: string,
): ConversationBlocked | ConversationClosed | null {
  if (status === 'OPEN') return null;
  return status === 'CLOSED' ? conversationClosed() : conversationBlocked(blockedBy.includes(userId));
}

export type OwnProduct = Refused<'OwnProduct'>;

export const ownProduct = (): OwnProduct =>
  refuse('OwnProduct', 'You sell this product. Buyers start conversations about it.');

export type BuyerHasNoAccount = Refused<'BuyerHasNoAccount'>;

export const buyerHasNoAccount = (): BuyerHasNoAccount =>
  refuse('BuyerHasNoAccount', 'A guest bought this order and cannot receive messages. Ask support.');

export type PictureNotUsable = Refused<'PictureNotUsable', { pictureId: string }>;

export const pictureNotUsable = (pictureId: string, message: string): PictureNotUsable =>
  refuse('PictureNotUsable', message, { pictureId });

export type PictureRefused = Refused<'PictureRefused', { acceptedTypes: string[]; maxBytes: number }>;

export const pictureRefused = (maxBytes: number): PictureRefused =>
  refuse(
    'PictureRefused',
    `A picture must have one of the types ${acceptedTypes.join(', ')} and at most ${maxBytes.toLocaleString('en')} bytes.`,
    { acceptedTypes: [...acceptedTypes], maxBytes },
  );

export type OwnMessage = Refused<'OwnMessage'>;

export const ownMessage = (): OwnMessage =>
  refuse('OwnMessage', 'Your side wrote this message. Report messages of the other person.');

export type MessageReportDecided = Refused<'MessageReportDecided', { status: ReportStatus }>;

export const messageReportDecided = (status: ReportStatus): MessageReportDecided =>
  refuse('MessageReportDecided', `This report was decided before: its status is ${status}.`, { status });
