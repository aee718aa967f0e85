import type { Envelope } from '@soko/events';
import { onceOnlyWithPrisma } from '@soko/outbox';
import type { Page } from '@soko/pagination';
import type { Channel, Message } from '../domain/message.ts';
import { isWanted, readerIdOf } from '../domain/preference.ts';
import type { Topic } from '../domain/topics.ts';
import type { Notification, PrismaClient } from '../generated/prisma/client.ts';

/** A message to save. */
export interface NewMessage extends Message {
  correlationId: string;
  /** A second message with the same key is not saved. */
  dedupeKey: string;
}

const toRow = ({ to, sealedBody, sealedContent, ...rest }: NewMessage) => ({
  ...rest,
  recipient: to,
  body: sealedBody,
  content: sealedContent,
  urgent: rest.expiresAt !== null,
  dueAt: rest.status === 'QUEUED' ? rest.createdAt : null,
});

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

interface ReaderRow {
  readerId: string;
  isErased: boolean;
  topic: Topic | null;
  channel: Channel | null;
  enabled: boolean | null;
}

/** What is known of the readers of messages. */
interface Readers {
  isErased(message: NewMessage): boolean;
  wants(message: NewMessage): boolean;
}

const choiceKey = (readerId: string, topic: string | null, channel: string | null): string =>
  `${readerId} ${topic} ${channel}`;

/** The readers of messages. Their contacts are locked, so that none is erased before the transaction ends. */
async function findReaders(tx: Pick<PrismaClient, '$queryRaw'>, messages: readonly NewMessage[]): Promise<Readers> {
  const readerIds = [...new Set(messages.map(readerIdOf))].toSorted();
  // SQL: row locks, and the contacts and choices in one statement.
  const rows = await tx.$queryRaw<ReaderRow[]>`
    WITH contact AS (
      SELECT user_id, email FROM contacts WHERE user_id = ANY (${readerIds}) ORDER BY user_id FOR SHARE
    )
    SELECT reader.id AS "readerId", contact.user_id IS NOT NULL AND contact.email IS NULL AS "isErased",
      topic, channel, enabled
    FROM unnest(${readerIds}::text[]) AS reader (id)
    LEFT JOIN contact ON contact.user_id = reader.id
    LEFT JOIN preference ON preference.reader_id = reader.id`;
  const erased = new Set(rows.filter(({ isErased }) => isErased).map(({ readerId }) => readerId));
  const chosen = new Map(
    rows.map(({ readerId, topic, channel, enabled }) => [choiceKey(readerId, topic, channel), enabled]),
  );
  return {
    isErased: (message) => erased.has(readerIdOf(message)),
    wants: (message) =>
      isWanted(message.topic, chosen.get(choiceKey(readerIdOf(message), message.topic, message.channel)) ?? null),
  };
}

/** A message that is kept, and not sent: the reader turned its topic off. */
const optedOut = (message: NewMessage): NewMessage => ({
  ...message,
  status: 'SKIPPED',
  endReason: 'OPTED_OUT',
  endedAt: message.createdAt,
});

/** Saves messages, each once. Erased people get none; those that a person does not want end as `SKIPPED`. */
export async function saveMessages(
  tx: Pick<PrismaClient, '$queryRaw' | 'notification'>,
  messages: readonly NewMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const { isErased, wants } = await findReaders(tx, messages);
  const kept = messages.filter((message) => !isErased(message));
  const data = kept.map((message) => toRow(wants(message) ? message : optedOut(message)));
  await tx.notification.createMany({ data, skipDuplicates: true });
}

/** Saves the messages of an event, unless `group` has handled the event before. */
export const saveMessagesOnce = (
  db: PrismaClient,
  group: string,
  event: Envelope,
  messages: readonly NewMessage[],
): Promise<void> => onceOnlyWithPrisma(db, group, event, (tx) => saveMessages(tx, messages));

/** One row more than the page holds, newest first (oldest first going backwards). Ids are in order of creation. */
export async function listMessages(
  db: PrismaClient,
  { to, template }: { to: string | null; template: string | null },
  { cursor, backwards, limit }: Page<readonly [id: string]>,
): Promise<Message[]> {
  const beyond = cursor === null ? {} : { id: backwards ? { gt: cursor[0] } : { lt: cursor[0] } };
  const rows = await db.notification.findMany({
    where: {
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
    where: { OR: [{ body: { not: null } }, { content: { not: null } }], expiresAt: { lte: now } },
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
