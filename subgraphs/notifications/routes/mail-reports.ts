import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { readDsn } from '../domain/read-dsn.ts';
import { readSesEvent } from '../domain/read-ses-event.ts';
import type { NotificationsServices } from '../services.ts';
import { blockReported, findReturnedAddress } from '../store/blocked-addresses.ts';
import { createSnsReader, type FetchFromSns, isAtSns, type SnsMessage } from './sns-message.ts';

type Services = Pick<NotificationsServices, 'pool' | 'log' | 'now'>;

const maxBytes = 1024 * 1024;

/** The body as it was sent, whatever type it says. */
function takeBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/**
 * `POST /mail/ses`: Amazon SES reports bounces and complaints by SNS, and the addresses get no mail any more. A subscription of
 * one of `topics` is confirmed. A repeat changes nothing.
 */
export function sesReports(
  app: FastifyInstance,
  services: Services,
  { topics, fetchFromSns }: { topics: readonly string[]; fetchFromSns: FetchFromSns },
): void {
  const { pool, log, now } = services;
  const readMessage = createSnsReader({ topics, fetchFromSns, now });

  async function handle(message: SnsMessage): Promise<void> {
    const { Type: type, TopicArn: topic, SubscribeURL: url } = message;
    if (type === 'SubscriptionConfirmation' && url !== undefined && isAtSns(url, topic)) {
      await fetchFromSns(url);
      log.info({ topic }, 'confirmed the subscription of a topic with mail reports');
    }
    if (type === 'UnsubscribeConfirmation') log.warn({ topic }, 'a topic with mail reports was unsubscribed');
    if (type !== 'Notification') return;
    const reported = readSesEvent(message.Message, message.MessageId);
    await blockReported(pool, reported, now());
    if (reported.length > 0) log.info({ addresses: reported.length }, 'stopped mail to addresses that were reported');
  }

  takeBytes(app);
  app.post<{ Body: Buffer | undefined }>('/mail/ses', { bodyLimit: maxBytes }, async ({ body }, reply) => {
    const message = await readMessage((body ?? Buffer.alloc(0)).toString('utf8'));
    if (message === null) {
      log.warn('refused a message of SNS that is not signed, is old, or has another topic');
      return reply.code(400).send({ message: 'The message is not signed by SNS, is old, or has another topic.' });
    }
    await handle(message);
    return { received: true };
  });
}

const hashed = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * `POST /mail/dsn`: a mail that came back to `MAIL_RETURN_TO`, as it is. If it returns a mail that Soko sent, and says that there
 * is no such mailbox, the address gets no mail any more.
 */
export function returnedMail(app: FastifyInstance, { pool, log, now }: Services, key: string): void {
  const expected = hashed(`Bearer ${key}`);
  takeBytes(app);
  app.post<{ Body: Buffer | undefined }>('/mail/dsn', { bodyLimit: maxBytes }, async ({ body, headers }, reply) => {
    if (!timingSafeEqual(hashed(headers.authorization ?? ''), expected)) {
      log.warn('refused a returned mail without the key');
      return reply.code(401).send({ message: 'The header must read "Authorization: Bearer <MAIL_DSN_KEY>".' });
    }
    const returned = readDsn((body ?? Buffer.alloc(0)).toString('latin1'));
    const address = returned && (await findReturnedAddress(pool, returned.messageId));
    if (address !== null) {
      const reportId = `dsn ${returned!.messageId}`;
      await blockReported(pool, [{ address, reason: 'BOUNCE', reportId }], now());
      log.info('stopped mail to an address whose mail came back');
    }
    return { received: true };
  });
}
