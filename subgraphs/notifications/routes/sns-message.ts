import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
const message = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string(),
  Subject: z.string().optional(),
  Message: z.string(),
  Timestamp: z.iso.datetime(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.url({ protocol: /^https$/ }),
  Token: z.string().optional(),
  SubscribeURL: z.url({ protocol: /^https$/ }).optional(),
});

export type SnsMessage = z.infer<typeof message>;

/** Fetches a text from Amazon SNS. */
export type FetchFromSns = (url: string) => Promise<string>;

/** The fields that are signed, in this order. Those that are missing are left out. */
const signedFields = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/** The text that is signed. */
export const signedText = (of: SnsMessage): string =>
  signedFields[of.Type].flatMap((name) => (of[name] === undefined ? [] : [`${name}\n${of[name]}\n`])).join('');

/** Messages are repeated for hours while they are not accepted. */
const maxAgeMs = 12 * 3_600_000;

/** The host of SNS in the region of a topic, `arn:aws:sns:eu-west-1:123456789012:name`. */
function hostOf(topic: string): string {
  const [, partition, , region] = topic.split(':');
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

/** True for an address at the SNS of the topic's region, where nobody else can put a certificate. */
export const isAtSns = (url: string, topic: string): boolean => {
  const { protocol, host, username } = new URL(url);
  return protocol === 'https:' && username === '' && host === hostOf(topic);
};

/**
 * Verifies messages of Amazon SNS: a topic that is expected, a recent time, and a signature with a key that SNS itself
 * serves. Returns null for a message that is not verified.
 */
export function createSnsReader(options: {
  topics: readonly string[];
  fetchFromSns: FetchFromSns;
  now: () => Date;
}): (body: string) => Promise<SnsMessage | null> {
  const { topics, fetchFromSns, now } = options;
  let known: { url: string; key: Promise<KeyObject> } | null = null;

  /** SNS changes its certificate about once a year. */
  const keyAt = (url: string): Promise<KeyObject> => {
    if (known?.url === url) return known.key;
    const key = fetchFromSns(url).then((pem) => createPublicKey(pem));
    known = { url, key };
    key.catch(() => (known = null));
    return key;
  };

  const isRecent = ({ Timestamp }: SnsMessage): boolean =>
    Math.abs(now().getTime() - Date.parse(Timestamp)) <= maxAgeMs;

  return async (body) => {
    const { data } = message.safeParse(parsed(body));
    if (!data || !topics.includes(data.TopicArn) || !isRecent(data)) return null;
    if (!isAtSns(data.SigningCertURL, data.TopicArn) || !new URL(data.SigningCertURL).pathname.endsWith('.pem'))
      return null;
    const key = await keyAt(data.SigningCertURL);
    const algorithm = data.SignatureVersion === '1' ? 'sha1' : 'sha256';
    const isSigned = verify(algorithm, Buffer.from(signedText(data)), key, Buffer.from(data.Signature, 'base64'));
    return isSigned ? data : null;
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
