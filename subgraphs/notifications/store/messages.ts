import type { Page } from '@soko/pagination';
import type { Channel, Message } from '../domain/message.ts';
import type { Topic } from '../domain/topics.ts';
import type { Notification, PrismaClient } from '../generated/prisma/client.ts';

/** A message to save. */
export interface NewMessage extends Message {
  aboutId: string | null;
  correlationId: string;
  causationId: string | null;
  /** A second message with the same key is not saved. */
  dedupeKey: string;
}

const toMessage = ({
  recipient,
  body,
  content,
  channel,
  topic,
  status,
  endReason,
  ...rest
}: Notification): Message => ({
  ...rest,
  to: recipient,
  sealedBody: body,
  sealedContent: content,
  channel: channel as Channel,
  topic: topic as Topic,
  status: status as Message['status'],
  endReason: endReason as Message['endReason'],
});

/** Mails and SMS: one row more than the page holds, newest first (oldest first going backwards). Ids are in order of creation. */
export async function listMessages(
  db: PrismaClient,
  { to, template }: { to: string | null; template: string | null },
  { cursor, backwards, limit }: Page<readonly [id: string]>,
): Promise<Message[]> {
  const beyond = cursor === null ? {} : { id: backwards ? { gt: cursor[0] } : { lt: cursor[0] } };
  const rows = await db.notification.findMany({
    where: {
      channel: { not: 'IN_APP' },
      ...(to === null ? {} : { recipient: to }),
      ...(template === null ? {} : { template }),
      ...beyond,
    },
    orderBy: { id: backwards ? 'asc' : 'desc' },
    take: limit + 1,
  });
  return rows.map(toMessage);
}

/** A message. Null when there is none. */
export async function findMessage(db: PrismaClient, id: string): Promise<Message | null> {
  const row = await db.notification.findUnique({ where: { id } });
  return row === null ? null : toMessage(row);
}

/** Dead messages: one row more than the page holds, newest first (oldest first going backwards). */
export async function listDeadMessages(
  db: PrismaClient,
  channel: Channel | null,
  { cursor, backwards, limit }: Page<readonly [id: string]>,
): Promise<Message[]> {
  const beyond = cursor === null ? {} : { id: backwards ? { gt: cursor[0] } : { lt: cursor[0] } };
  const rows = await db.notification.findMany({
    where: { status: 'DEAD', ...(channel === null ? {} : { channel }), ...beyond },
    orderBy: { id: backwards ? 'asc' : 'desc' },
    take: limit + 1,
  });
  return rows.map(toMessage);
}

/** Removes the texts whose codes and links have expired. The messages stay. */
export async function removeExpiredTexts(db: PrismaClient, now: Date): Promise<void> {
  await db.notification.updateMany({
    // As the index notifications_expiring has it. A message without a body has no content.
    where: { body: { not: null }, expiresAt: { lte: now } },
    data: { body: null, content: null },
  });
}

/** Removes all messages to a person, by account and by address. */
export async function removeMessagesTo(
  db: Pick<PrismaClient, 'notification'>,
  { userId, email }: { userId: string; email: string | null },
): Promise<void> {
  await db.notification.deleteMany({ where: { OR: [{ userId }, ...(email ? [{ recipient: email }] : [])] } });
}
