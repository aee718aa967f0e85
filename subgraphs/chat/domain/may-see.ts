import { hasRole, userIdOf, type Viewer } from '@soko/auth';
import { type Conversation, sideOfViewer } from './conversation.ts';
import type { Report } from './report.ts';

/** The two people of a conversation and the team of its store see it, and support once a message was reported. */
export const maySeeConversation = (
  viewer: Viewer,
  conversation: Pick<Conversation, 'buyerId' | 'sellerUserId' | 'viewerIsInTeam' | 'isReported'>,
): boolean => sideOfViewer(conversation, viewer) !== null || (conversation.isReported && hasRole(viewer, 'SUPPORT'));

/** The reporter and support see a report. */
export const maySeeReport = (viewer: Viewer, { reporterId }: Pick<Report, 'reporterId'>): boolean =>
  userIdOf(viewer) === reporterId || hasRole(viewer, 'SUPPORT');
