import { markProcessed } from '@soko/outbox';
import type { Page } from '@soko/pagination';
import type { Channel, Message } from '../domain/message.ts';
import type { Notification, PrismaClient } from '../generated/prisma/client.ts';

/** A message to keep. */
export interface NewMessage extends Message {
  correlationId: string;
  /** No second message with the same key is kept. */
  dedupeKey: string;
}

export type MessageStore = ReturnType<typeof createMessageStore>;

const toRow = ({ to, sealedBody, ...rest }: NewMessage) => ({ ...rest, recipient: to, body: sealedBody });

const toMessage = ({ recipient, body, channel, status, ...rest }: Notification): Message => ({
  ...rest,
  to: recipient,
  sealedBody: body,
  channel: channel as Channel,
  status: status as Message['status'],
});

/** `group` is the consumer group under which handled events are noted. */
export const createMessageStore = (prisma: PrismaClient, group: string) => ({
  /** Keeps the messages of an event, unless the event was handled before. */
  async saveOnce(eventId: string, messages: readonly NewMessage[]): Promise<void> {
    await prisma.$transaction(async (tx) => {
      if (!(await markProcessed(tx, group, eventId))) return;
      await tx.notification.createMany({ data: messages.map(toRow), skipDuplicates: true });
    });
  },

  /** One row more than the page holds, newest first (oldest first going backwards). `cursor` is a message's id. */
  async page(to: string | null, page: Page<string>): Promise<Message[]> {
    const beyond = page.cursor === null ? {} : { id: page.backwards ? { gt: page.cursor } : { lt: page.cursor } };
    const rows = await prisma.notification.findMany({
      where: { ...(to === null ? {} : { recipient: to }), ...beyond },
      orderBy: { id: page.backwards ? 'asc' : 'desc' },
      take: page.limit + 1,
    });
    return rows.map(toMessage);
  },

  /** Removes the texts whose codes and links have expired. */
  async removeExpiredTexts(now: Date): Promise<void> {
    await prisma.$executeRaw`UPDATE notifications SET body = NULL WHERE body IS NOT NULL AND expires_at <= ${now}`;
  },

  /** Removes what was written to a person, by account or by address. */
  async removeAllTo({ userId, email }: { userId: string; email: string | null }): Promise<void> {
    await prisma.notification.deleteMany({ where: { OR: [{ userId }, ...(email ? [{ recipient: email }] : [])] } });
  },
});
