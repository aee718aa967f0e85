import { createHash, randomUUID } from 'node:crypto';
import PostalMime from 'postal-mime';
import type { MailRecord } from '../records.ts';

/** The part of a mail that is the same in every mailbox. */
type Content = Omit<MailRecord, 'id' | 'to' | 'at' | 'repeats' | 'state'>;

/** Reads a mail as its client would. */
export async function readMail(raw: Buffer): Promise<Content> {
  const mail = await PostalMime.parse(raw);
  return {
    messageId: (mail.messageId ?? '').replaceAll(/[<>]/g, ''),
    from: mail.from?.address ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? null,
    headers: mail.headers.map(({ key, value }) => ({ name: key, value })),
    sizeBytes: raw.length,
  };
}

/** Id of a mail in a mailbox: the same for a copy with the same `Message-ID`. */
export const mailIdOf = (messageId: string, to: string): string =>
  messageId === '' ? randomUUID() : createHash('sha256').update(`${messageId} ${to}`).digest('hex').slice(0, 24);
