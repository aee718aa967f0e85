import { commaList, count, days, flag, listOf, milliseconds } from '@soko/env';
import { nodeEnv, oldSealKeys, publicUrl, sealKey } from '@soko/env/known';
import { z } from 'zod';

const isOrigin = (entry: string): boolean => URL.canParse(entry) && new URL(entry).origin === entry;

/** The environment variables of the notifications subgraph. */
export const notificationsEnv = {
  NODE_ENV: nodeEnv,
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  SOKO_PUBLIC_URL: publicUrl,
  NOTIFICATION_DAYS: days(90).describe('Days for which composed messages are kept.'),
  NOTIFICATIONS_OUTBOX: flag
    .default(false)
    .describe(
      'Shows composed messages, which hold one-time codes, to clients on the same machine by the query `outbox`. Refused in production.',
    ),
  PRODUCT_PAGE_URL: z
    .string()
    .regex(/^https?:\/\/\S*\{(?:id|slug)\}\S*$/, 'is not a URL such as https://shop.example/products/{slug}')
    .optional()
    .describe(
      'Page of a product in your shop, with `{id}` or `{slug}` in it, such as `https://shop.example/products/{slug}`. Mails about saved searches link to it. Default: they have no links to products.',
    ),
  CAMPAIGN_DAYS: days(730).describe(
    'Days for which the mails of a campaign are counted, an ended campaign is kept, and a purchase makes a person part of a segment.',
  ),
  CAMPAIGN_TRACKING: flag
    .default(true)
    .describe(
      'Counts who opens the mails of campaigns and follows their links, by a picture and by addresses that lead through Soko.',
    ),
  MAIL_BLOCK_DAYS: days(730).describe(
    'Days for which an address that bounced, or whose owner complained, gets no mail, and for which choices of guests are kept.',
  ),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'is not a URL such as smtp://user:password@smtp.example:587' })
    .optional()
    .describe(
      'SMTP server that delivers mail, as a URL: `smtp://…:587` (STARTTLS, required unless the server is on this machine) or `smtps://…:465`. Default: mail stays `QUEUED`.',
    ),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*@[\w.-]+>?$/, 'is not an address such as Soko <no-reply@soko.example>')
    .default('Soko <no-reply@soko.example>')
    .describe('Sender of mail. The SMTP server must accept its domain.'),
  MAIL_AT_ONCE: count(5).describe('Connections to the SMTP server, and mails that are sent at the same time.'),
  MAIL_PER_SECOND: count(50).describe('Mails per second that one process sends at most.'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/i, 'is not an account SID such as AC0123…, of 34 characters')
    .optional()
    .describe('Account of Twilio, which delivers SMS. Default: SMS stay `QUEUED`.'),
  TWILIO_AUTH_TOKEN: z.string().min(1).optional().describe('Auth token of the Twilio account.'),
  TWILIO_FROM: z
    .string()
    .min(1)
    .optional()
    .describe('Sender at Twilio: a phone number, or the SID of a messaging service.'),
  TWILIO_API_BASE: z
    .url({ protocol: /^https?$/ })
    .default('https://api.twilio.com')
    .describe('Address of Twilio’s API.'),
  AFRICASTALKING_USERNAME: z
    .string()
    .min(1)
    .optional()
    .describe('User name at Africa’s Talking, which delivers SMS instead of Twilio.'),
  AFRICASTALKING_API_KEY: z.string().min(1).optional().describe('API key at Africa’s Talking.'),
  AFRICASTALKING_FROM: z
    .string()
    .min(1)
    .optional()
    .describe('Sender at Africa’s Talking: a short code or a name. Default: the one of the account.'),
  AFRICASTALKING_API_BASE: z
    .url({ protocol: /^https?$/ })
    .default('https://api.africastalking.com')
    .describe('Address of the API of Africa’s Talking.'),
  SMS_AT_ONCE: count(5).describe('SMS that are sent at the same time.'),
  SMS_PER_SECOND: count(10).describe('SMS per second that one process sends at most.'),
  MAIL_WEBHOOK_KEY: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Public key of SendGrid’s event webhook, with which bounces and complaints are reported at `/mail/events`. Default: none are accepted.',
    ),
  WEBHOOK_TRIES: count(16).describe(
    'Failed attempts after which a webhook is given up. Pauses double from 10 seconds to a day.',
  ),
  WEBHOOK_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe('Time in milliseconds that the receiver of a webhook gets to respond, 100 to 60,000.'),
  WEBHOOK_DISABLE_DAYS: days(3).describe('Days after which a webhook endpoint that only fails is disabled.'),
  WEBHOOK_DAYS: days(30).describe('Days for which webhooks that have ended are kept, with their attempts.'),
  WEBHOOKS_AT_ONCE: count(50).describe(
    'Webhooks that one process sends at the same time. One endpoint gets 4 of them at most.',
  ),
  WEBHOOK_PORTS: listOf(
    (entry) => /^\d{1,5}$/.test(entry) && Number(entry) <= 65_535,
    'a list of ports such as 443,8443',
  )
    .default(['443', '8443'])
    .describe('Ports to which webhooks may be sent.'),
  WEBHOOK_TRUSTED_ORIGINS: listOf(isOrigin, 'a list of origins such as http://127.0.0.1:9000')
    .default([])
    .describe(
      'Origins to which webhooks are sent although they are private or do not use https, for development. Refused in production.',
    ),
  MAIL_SNS_TOPICS: commaList
    .default([])
    .describe(
      'ARNs of the topics of Amazon SNS by which SES reports bounces and complaints at `/mail/ses`, separated by commas. Default: none are accepted.',
    ),
  MAIL_RETURN_TO: z
    .string()
    .regex(/^[\w.+=-]+@[\w.-]+$/, 'is not an address such as returned@soko.example')
    .optional()
    .describe('Address to which mail servers return what they cannot deliver. Default: that of `MAIL_FROM`.'),
  MAIL_DSN_KEY: z
    .string()
    .min(16, 'is shorter than 16 characters; use a random key')
    .optional()
    .describe(
      'Key of the program that passes returned mails on to `/mail/dsn`: at least 16 characters. Default: none are accepted.',
    ),
  NOTIFICATION_TRIES: count(12).describe(
    'Failed attempts after which a message is given up. Pauses double from 10 seconds to half an hour.',
  ),
  NOTIFICATION_TIMEOUT_MS: milliseconds(20_000).describe(
    'Time in milliseconds that a provider of mail or SMS gets to respond.',
  ),
};
