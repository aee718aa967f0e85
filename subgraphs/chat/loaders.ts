import { hasRole, userIdOf, type Viewer } from '@soko/auth';
import type { Page } from '@soko/pagination';
import { rowLoader, rowsLoader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { Conversation } from './domain/conversation.ts';
import type { Message } from './domain/message.ts';
import type { Picture } from './domain/picture.ts';
import type { Report } from './domain/report.ts';
import type { ChatServices } from './services.ts';
import { findConversations, findConversationsAbout, findReportedAbout } from './store/conversation-rows.ts';
import { findLastMessages, findMessagePages, findMessages } from './store/messages.ts';
import { findPicturesOf } from './store/pictures.ts';
import { findReports } from './store/reports.ts';

/** Position of a page of messages. */
export type MessagePage = Page<readonly [sequence: number]>;

/** Loaders by id. Where not said otherwise, they do not check the viewer's rights: see `domain/may-see.ts`. */
export interface Loaders {
  conversation: DataLoader<string, Conversation | null>;
  /** The viewer's own as a buyer, by product. */
  conversationOfProduct: DataLoader<string, Conversation | null>;
  /** One that the viewer may see, by order. */
  conversationOfOrder: DataLoader<string, Conversation | null>;
  message: DataLoader<string, Message | null>;
  /** By conversation. */
  lastMessage: DataLoader<string, Message | null>;
  /** By conversation, for one page: conversations of one request take one statement. */
  messagesOf(page: MessagePage): DataLoader<string, Message[]>;
  /** By message. */
  picturesOf: DataLoader<string, Picture[]>;
  report: DataLoader<string, Report | null>;
}

/** Loaders for one request: lookups at the same time cost one statement. */
export function createLoaders({ pool }: Pick<ChatServices, 'pool'>, viewer: Viewer): Loaders {
  const viewerId = userIdOf(viewer);
  const userId = viewerId ?? '';
  const findAbout = (subjectIds: readonly string[], anySide: boolean): Promise<Conversation[]> =>
    findConversationsAbout(pool, { userId, subjectIds, anySide });
  const findAboutOrders = async (ids: readonly string[]): Promise<Conversation[]> => {
    const own = await findAbout(ids, true);
    return hasRole(viewer, 'SUPPORT') ? [...(await findReportedAbout(pool, userId, ids)), ...own] : own;
  };
  const pages = new Map<string, DataLoader<string, Message[]>>();
  const pageLoader = (page: MessagePage): DataLoader<string, Message[]> =>
    rowsLoader(
      (ids) => findMessagePages(pool, ids, page),
      ({ conversationId }) => conversationId,
    );
  return {
    conversation: rowLoader(
      (ids) => findConversations(pool, viewerId, ids),
      ({ id }) => id,
    ),
    conversationOfProduct: rowLoader(
      (ids) => findAbout(ids, false),
      ({ subjectId }) => subjectId,
    ),
    conversationOfOrder: rowLoader(findAboutOrders, ({ subjectId }) => subjectId),
    message: rowLoader(
      (ids) => findMessages(pool, ids),
      ({ id }) => id,
    ),
    lastMessage: rowLoader(
      (ids) => findLastMessages(pool, ids),
      ({ conversationId }) => conversationId,
    ),
    messagesOf(page) {
      const key = JSON.stringify(page);
      const known = pages.get(key) ?? pageLoader(page);
      pages.set(key, known);
      return known;
    },
    picturesOf: rowsLoader(
      (ids) => findPicturesOf(pool, ids),
      ({ messageId }) => messageId ?? '',
    ),
    report: rowLoader(
      (ids) => findReports(pool, ids),
      ({ id }) => id,
    ),
  };
}
