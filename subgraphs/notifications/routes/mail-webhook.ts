import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { BadEnvironment } from '@soko/env';
import type { FastifyInstance } from 'fastify';
import { readMailEvents } from '../domain/read-mail-events.ts';
import type { NotificationsServices } from '../services.ts';
import { blockReported } from '../store/blocked-addresses.ts';

/** The key of SendGrid's event webhook: base64 of its DER form. Throws `BadEnvironment`. */
export function readWebhookKey(text: string): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  } catch {
    throw new BadEnvironment('MAIL_WEBHOOK_KEY is not the verification key that SendGrid shows for its event webhook');
  }
}

const headerOf = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');

function isSigned(key: KeyObject, headers: Record<string, string | string[] | undefined>, body: Buffer): boolean {
  const signature = Buffer.from(headerOf(headers['x-twilio-email-event-webhook-signature']), 'base64');
  const timestamp = Buffer.from(headerOf(headers['x-twilio-email-event-webhook-timestamp']));
  return timestamp.length > 0 && verify('sha256', Buffer.concat([timestamp, body]), key, signature);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

/**
 * `POST /mail/events`: SendGrid reports bounces and complaints, and the addresses get no mail any more. The signature covers the
 * bytes of the body, so the body is parsed only after the check. A repeat changes nothing.
 */
export function mailWebhook(
  app: FastifyInstance,
  { pool, log, now }: Pick<NotificationsServices, 'pool' | 'log' | 'now'>,
  key: KeyObject,
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post<{ Body: Buffer | undefined }>('/mail/events', { bodyLimit: 1024 * 1024 }, async (request, reply) => {
    const body = request.body ?? Buffer.alloc(0);
    if (!isSigned(key, request.headers, body)) {
      log.warn('refused a mail webhook with an invalid signature');
      return reply.code(400).send({ message: 'Invalid webhook signature.' });
    }
    const reported = readMailEvents(parse(body));
    await blockReported(pool, reported, now());
    if (reported.length > 0) log.info({ addresses: reported.length }, 'stopped mail to addresses that were reported');
    return { received: true };
  });
}
