import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';
import type { Tracking } from '../domain/campaigns/write-campaign-mail.ts';

/** What a link of a mail does: it counts that the mail was opened, or leads to the link with a number. */
export type Purpose = 'opened' | number;

const signatureOf = (key: string, messageId: string, purpose: Purpose): string =>
  createHmac('sha256', key)
    .update(`soko.campaign-mail.${JSON.stringify([messageId, purpose])}`)
    .digest('base64url');

const linkTo = (keys: Keys, publicUrl: string, messageId: string, purpose: Purpose): string => {
  const base = publicUrl.replace(/\/$/, '');
  const signature = signatureOf(listKeys(keys)[0], messageId, purpose);
  return purpose === 'opened'
    ? `${base}/mail/opened/${messageId}/${signature}.gif`
    : `${base}/mail/clicked/${messageId}/${purpose}/${signature}`;
};

/** The addresses by which opens and clicks of a mail are counted. They name the message, and neither the reader nor the target. */
export const trackingOf = (keys: Keys, publicUrl: string, messageId: string): Tracking => ({
  pixelUrl: linkTo(keys, publicUrl, messageId, 'opened'),
  linkUrl: (index) => linkTo(keys, publicUrl, messageId, index),
});

/** True if the link was made with one of the keys, for this message and this purpose. */
export function isOwnLink(
  keys: Keys,
  { messageId, purpose, signature }: { messageId: string; purpose: Purpose; signature: string },
): boolean {
  const given = Buffer.from(signature);
  return listKeys(keys).some((key) => {
    const expected = Buffer.from(signatureOf(key, messageId, purpose));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
