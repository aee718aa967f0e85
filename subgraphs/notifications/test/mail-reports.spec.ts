import { generateKeyPairSync, sign } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { until } from '@soko/testing';
import { returnedMail, sesReports } from '../routes/mail-reports.ts';
import { signedText, type SnsMessage } from '../routes/sns-message.ts';
import { type PostOffice, startPostOffice } from './post-office.ts';
import { otpRequested, type Scene, startNotifications } from './start-notifications.ts';

jest.setTimeout(120_000);

const topic = 'arn:aws:sns:eu-west-1:123456789012:mail-reports';
const certificate = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-abc.pem';
const dsnKey = 'a key of this spec, of 16 characters or more';

let graph: Scene;
let office: PostOffice;
const apps: FastifyInstance[] = [];

beforeAll(async () => {
  office = await startPostOffice();
  graph = await startNotifications({ ...office.variables, MAIL_RETURN_TO: 'returned@soko.example' });
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});
afterAll(async () => {
  await graph.close();
  await office.close();
});

const address = (name: string): string => `${name}-${newId('usr')}@example.org`;

const blockOf = async (of: string): Promise<string | null> => {
  const { rows } = await graph.pool.query<{ reason: string }>('SELECT reason FROM blocked_address WHERE address = $1', [
    of,
  ]);
  return rows[0]?.reason ?? null;
};

describe('a report of Amazon SES', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;

  /** The route, with an SNS that serves this key at one address. */
  function route(now = () => new Date()) {
    const fetched: string[] = [];
    const app = Fastify();
    apps.push(app);
    sesReports(
      app,
      { pool: graph.pool, log: silentLogger, now },
      {
        topics: [topic],
        async fetchFromSns(url) {
          fetched.push(url);
          return url === certificate ? pem : '<ConfirmSubscriptionResponse/>';
        },
      },
    );
    const post = async (body: object | string): Promise<number> => {
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      const headers = { 'content-type': 'text/plain; charset=UTF-8' };
      return (await app.inject({ method: 'POST', url: '/mail/ses', headers, payload })).statusCode;
    };
    return { fetched, post };
  }

  const message = (report: object, more: Partial<SnsMessage> = {}): SnsMessage => ({
    Type: 'Notification',
    MessageId: newId('req'),
    TopicArn: topic,
    Message: JSON.stringify(report),
    Timestamp: new Date().toISOString(),
    SignatureVersion: '2',
    Signature: '',
    SigningCertURL: certificate,
    ...more,
  });
  const signed = (of: SnsMessage): SnsMessage => {
    const algorithm = of.SignatureVersion === '1' ? 'sha1' : 'sha256';
    return { ...of, Signature: sign(algorithm, Buffer.from(signedText(of)), privateKey).toString('base64') };
  };
  const bounce = (to: string, bounceType = 'Permanent') => ({
    notificationType: 'Bounce',
    bounce: { bounceType, bouncedRecipients: [{ emailAddress: `Ada <${to.toUpperCase()}>` }] },
  });
  const complaint = (to: string, complaintFeedbackType: string | null = 'abuse') => ({
    eventType: 'Complaint',
    complaint: { complaintFeedbackType, complainedRecipients: [{ emailAddress: to }] },
  });

  it.each(['1', '2'] as const)('stops mail to the address (signature version %s)', async (SignatureVersion) => {
    const { post, fetched } = route();
    const [bounced, complained] = [address('bounced'), address('complained')];
    expect(await post(signed(message(bounce(bounced), { SignatureVersion, Subject: 'Report' })))).toBe(200);
    expect(await post(signed(message(complaint(complained), { SignatureVersion })))).toBe(200);
    expect([await blockOf(bounced), await blockOf(complained)]).toEqual(['BOUNCE', 'COMPLAINT']);
    expect(fetched).toEqual([certificate]);
  });

  it('that is repeated stops mail once, and a new one again', async () => {
    const { post } = route();
    const to = address('repeated');
    const first = signed(message({ ...bounce(to), bounce: { ...bounce(to).bounce, feedbackId: 'feedback-1' } }));
    expect(await post(first)).toBe(200);
    expect(await blockOf(to)).toBe('BOUNCE');
    await graph.pool.query('DELETE FROM blocked_address WHERE address = $1', [to]);
    expect(await post(first)).toBe(200);
    expect(await post(signed({ ...first, MessageId: newId('req') }))).toBe(200);
    expect(await blockOf(to)).toBeNull();
    // SNS alone names those without an id.
    const unnamed = signed(message(bounce(to)));
    expect(await post(unnamed)).toBe(200);
    expect(await blockOf(to)).toBe('BOUNCE');
    await graph.pool.query('DELETE FROM blocked_address WHERE address = $1', [to]);
    expect(await post(unnamed)).toBe(200);
    expect(await blockOf(to)).toBeNull();
  });

  it('that may pass, or that finds nothing wrong, stops none', async () => {
    const { post } = route();
    const to = address('full');
    for (const report of [bounce(to, 'Transient'), complaint(to, 'not-spam'), { notificationType: 'Delivery' }])
      expect(await post(signed(message(report)))).toBe(200);
    expect(await blockOf(to)).toBeNull();
  });

  it('that is forged, old, of another topic or signed elsewhere is refused', async () => {
    const { post, fetched } = route();
    const to = address('victim');
    const real = signed(message(bounce(address('real'))));
    const elsewhere = (SigningCertURL: string) => signed(message(bounce(to), { SigningCertURL }));
    for (const forged of [
      { ...real, Message: JSON.stringify(bounce(to)) },
      { ...real, Signature: 'AAAA' },
      { ...real, Timestamp: new Date(Date.now() - 60_000).toISOString() },
      signed(message(bounce(to), { Timestamp: new Date(Date.now() - 86_400_000).toISOString() })),
      signed(message(bounce(to), { TopicArn: 'arn:aws:sns:eu-west-1:999999999999:mail-reports' })),
      elsewhere('https://evil.example/SimpleNotificationService-abc.pem'),
      elsewhere('https://sns.eu-west-1.amazonaws.com.evil.example/a.pem'),
      elsewhere('https://sns.eu-west-1.amazonaws.com@evil.example/a.pem'),
      elsewhere('https://sns.us-east-1.amazonaws.com/a.pem'),
      elsewhere('http://sns.eu-west-1.amazonaws.com/a.pem'),
      elsewhere('https://sns.eu-west-1.amazonaws.com/?a'),
      'nonsense',
      '[]',
    ])
      expect([forged, await post(forged)]).toEqual([forged, 400]);
    expect(new Set(fetched)).toEqual(new Set([certificate]));
    expect(await blockOf(to)).toBeNull();
  });

  it('begins with a subscription that is confirmed, at SNS alone', async () => {
    const { post, fetched } = route();
    const confirmation = (SubscribeURL: string): SnsMessage =>
      signed(message({}, { Type: 'SubscriptionConfirmation', Token: 'abc', SubscribeURL }));
    const url = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc';
    expect(await post(confirmation(url))).toBe(200);
    expect(await post(confirmation('https://evil.example/?Action=ConfirmSubscription'))).toBe(200);
    expect(fetched).toEqual([certificate, url]);
  });
});

describe('a mail that comes back', () => {
  function route() {
    const app = Fastify();
    apps.push(app);
    returnedMail(app, { pool: graph.pool, log: silentLogger, now: () => new Date() }, dsnKey);
    return async (payload: string, key = dsnKey): Promise<number> => {
      const headers = { 'content-type': 'message/rfc822', authorization: `Bearer ${key}` };
      return (await app.inject({ method: 'POST', url: '/mail/dsn', headers, payload })).statusCode;
    };
  }

  /** As Postfix writes it. */
  const dsn = (messageId: string, { action = 'failed', status = '5.1.1' } = {}): string =>
    [
      'From: MAILER-DAEMON@mx.example',
      'To: returned@soko.example',
      'Content-Type: multipart/report; report-type=delivery-status;',
      '\tboundary="B1/mx.example"',
      '',
      'This is a MIME-encapsulated message.',
      '',
      '--B1/mx.example',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'Your message could not be delivered.',
      '--B1/mx.example',
      'Content-Description: Delivery report',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      'Arrival-Date: Thu, 26 Nov 2026 12:00:00 +0000 (UTC)',
      '',
      'Final-Recipient: rfc822; somebody@example.org',
      `Action: ${action}`,
      `Status: ${status}`,
      'Diagnostic-Code: smtp; 550 5.1.1 <somebody@example.org>:',
      '    User unknown',
      '',
      '--B1/mx.example',
      'Content-Type: message/rfc822',
      '',
      'Subject: Your Soko sign-up code',
      `Message-ID: <${messageId}>`,
      '',
      'The text of the mail. Message-ID: <other@soko.example>',
      '--B1/mx.example--',
      '',
    ].join('\r\n');

  /** A mail that was sent. Returns its `Message-ID`. */
  async function sent(to: string): Promise<string> {
    await graph.publish(otpRequested(graph.trail, to));
    const mail = await until('the mail has arrived', async () => (await office.mailsTo(to))[0] ?? null, 60_000);
    await until('it is saved as sent', async () => {
      const { rows } = await graph.pool.query("SELECT 1 FROM notifications WHERE recipient = $1 AND status = 'SENT'", [
        to,
      ]);
      return rows.length === 1;
    });
    return mail.messageId;
  }

  it('because there is no such mailbox stops mail to the address', async () => {
    const post = route();
    const to = address('gone');
    const mail = dsn(await sent(to));
    expect(await post(mail)).toBe(200);
    expect(await blockOf(to)).toBe('BOUNCE');
    await graph.pool.query('DELETE FROM blocked_address WHERE address = $1', [to]);
    expect(await post(mail)).toBe(200);
    expect(await blockOf(to)).toBeNull();
  });

  it('for another reason, or that Soko did not send, stops none', async () => {
    const post = route();
    const to = address('late');
    const messageId = await sent(to);
    for (const mail of [
      dsn(messageId, { action: 'delayed', status: '4.4.1' }),
      dsn(messageId, { status: '5.2.2' }),
      dsn(messageId, { status: '5.7.1' }),
      dsn(messageId, { action: 'delivered', status: '2.0.0' }),
      dsn(`${newId('ntf')}@soko.example`),
      dsn('nonsense'),
      dsn(messageId).replace('multipart/report', 'multipart/mixed'),
      dsn(messageId).replaceAll('--B1/mx.example', '--B2'),
      `From: a@b.example\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\nMessage-ID: <${messageId}>`,
      '',
      '\0'.repeat(1_000),
    ])
      expect(await post(mail)).toBe(200);
    expect(await blockOf(to)).toBeNull();
  });

  it('is read from those with the key alone', async () => {
    const post = route();
    const to = address('forged');
    const mail = dsn(await sent(to));
    for (const key of ['', 'another key of this spec, of 16 characters', `${dsnKey}x`])
      expect(await post(mail, key)).toBe(401);
    expect(await blockOf(to)).toBeNull();
  });
});
