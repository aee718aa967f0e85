import { requireRole, requireService, requireUser } from '@soko/auth';
import { badUserInput, forbidden } from '@soko/errors';
import { isId } from '@soko/ids';
import { cursorOf, idAlone, readPage, toConnection } from '@soko/pagination';
import { isLoopback } from '../domain/is-loopback.ts';
import { normaliseAddress } from '../domain/normalise-address.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { readPersonalPart } from '@soko/subgraph';
import { countUnread, listInbox } from '../store/inbox.ts';
import { personalData } from '../store/personal-data.ts';
import { campaignQuery } from './campaign-query.ts';
import { listDeadMessages, listMessages } from '../store/messages.ts';

const deadCursor = idAlone('undeliveredMessages', (id) => isId('ntf', id));

const messageCursor = idAlone('outbox', (id) => isId('ntf', id));

const notificationCursor = idAlone('notifications', (id) => isId('ntf', id));

export const query = {
  ...campaignQuery,
  async outbox(_parent, { to, template, ...args }, { db, identity, outboxIsShown }) {
    if (!outboxIsShown || !isLoopback(identity.clientAddress)) {
      throw forbidden('The outbox requires NOTIFICATIONS_OUTBOX=true and a client on the same machine.');
    }
    const recipient = to == null ? null : normaliseAddress(to);
    if (recipient === '') throw badUserInput('The recipient must be an email address or a phone number.', 'to');
    const page = readPage(args, messageCursor);
    const found = await listMessages(db, { to: recipient, template: template ?? null }, page);
    return toConnection(found, page, ({ id }) => cursorOf(messageCursor, [id]));
  },
  async undeliveredMessages(_parent, { channel, ...args }, { db, identity }) {
    requireRole(identity.viewer, 'SUPPORT');
    const page = readPage(args, deadCursor);
    const found = await listDeadMessages(db, channel ?? null, page);
    return toConnection(found, page, ({ id }) => cursorOf(deadCursor, [id]));
  },
  async notifications(_parent, { unreadOnly, ...args }, { pool, identity }) {
    const { id: userId } = requireUser(identity.viewer);
    const page = readPage(args, notificationCursor);
    const found = await listInbox(pool, { userId, unreadOnly: unreadOnly ?? false }, page);
    return toConnection(found, page, ({ id }) => cursorOf(notificationCursor, [id]));
  },
  notificationsDataOf(_parent, { userId, after }, { pool, identity, sealKeys }) {
    requireService(identity.viewer);
    return readPersonalPart(pool, personalData(sealKeys), userId, after ?? null);
  },
  unreadCount: (_parent, _args, { pool, identity }) => countUnread(pool, requireUser(identity.viewer).id),
  notificationPreferences: (_parent, _args, { identity }) => ({ userId: requireUser(identity.viewer).id }),
} satisfies Partial<QueryResolvers>;
