import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { type PostOffice, startPostOffice } from './post-office.ts';
import { otpRequested, type Scene, startNotifications } from './start-notifications.ts';

jest.setTimeout(180_000);

/** Mails and webhooks are real: on a busy machine they take long. */
const withinMs = 60_000;

let door: FastifyInstance;
let routes: FastifyInstance;
let office: PostOffice;
let graph: Scene;
let routesUrl: string;

interface Webhook {
  headers: Record<string, string>;
  body: string;
}

/** Every webhook that arrived. */
const seen: Webhook[] = [];

const post = ({ headers, body }: Webhook): Promise<Response> =>
  fetch(`${routesUrl}/mail/events`, {
    method: 'POST',
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => /^(content-type|x-)/.test(name))),
    body,
  });

beforeAll(async () => {
  // The simulator gets an address before the routes behind it know the simulator's key.
  door = Fastify({ forceCloseConnections: true });
  door.removeAllContentTypeParsers();
  door.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  door.post<{ Body: string }>('/mail/events', async ({ headers, body }, reply) => {
    const webhook = { headers: headers as Record<string, string>, body };
    seen.push(webhook);
    return reply.status((await post(webhook)).status).send();
  });
  office = await startPostOffice(`${await door.listen({ port: 0, host: '127.0.0.1' })}/mail/events`);
  graph = await startNotifications(office.variables);
  routes = Fastify({ forceCloseConnections: true });
  await graph.subgraph.routes(routes);
  routesUrl = await routes.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await graph.close();
  await office.close();
  await door.close();
  await routes.close();
});

const blockOf = async (address: string): Promise<string | null> => {
  const { rows } = await graph.pool.query<{ reason: string }>('SELECT reason FROM blocked_address WHERE address = $1', [
    address,
  ]);
  return rows[0]?.reason ?? null;
};

/** A mail that arrived. */
async function received(to: string): Promise<string> {
  await graph.publish(otpRequested(graph.trail, to));
  const mail = await until('the mail has arrived', async () => (await office.mailsTo(to))[0] ?? null, withinMs);
  return mail.id;
}

const address = (name: string): string => `${name}-${newId('usr')}@example.org`.toLowerCase();

describe('a mail that comes back', () => {
  it.each([
    ['bounce', 'BOUNCE'],
    ['report', 'COMPLAINT'],
  ])('by a %s stops mail to the address', async (call, reason) => {
    const to = address(call);
    await office.ask('POST', `mails/${await received(to)}/${call}`);
    await until('the address is blocked', async () => (await blockOf(to)) === reason, withinMs);
    await graph.publish(otpRequested(graph.trail, to));
    await until(
      'the next mail is left out',
      async () => {
        const { rows } = await graph.pool.query(
          "SELECT 1 FROM notifications WHERE recipient = $1 AND status = 'SKIPPED' AND end_reason = 'ADDRESS_BLOCKED'",
          [to],
        );
        return rows.length === 1;
      },
      withinMs,
    );
    expect(await office.mailsTo(to)).toHaveLength(1);
  });
});

describe('a webhook', () => {
  it('with another body, another time or no signature is refused, and stops nothing', async () => {
    const to = address('real');
    await office.ask('POST', `mails/${await received(to)}/bounce`);
    const real = await until('the webhook', () => seen.find(({ body }) => body.includes(to)) ?? null, withinMs);
    const victim = address('victim');
    const timestamp = 'x-twilio-email-event-webhook-timestamp';
    const signature = 'x-twilio-email-event-webhook-signature';
    const { [timestamp]: _time, ...untimed } = real.headers;
    for (const forged of [
      { ...real, body: real.body.replace(to, victim) },
      { ...real, headers: { ...real.headers, [timestamp]: '1' } },
      { ...real, headers: { ...real.headers, [signature]: 'AAAA' } },
      { ...real, headers: untimed },
      { headers: { 'content-type': 'application/json' }, body: `[{"email":"${victim}","event":"bounce"}]` },
    ]) {
      expect((await post(forged)).status).toBe(400);
    }
    expect(await blockOf(victim)).toBeNull();
    expect((await post(real)).status).toBe(200);
    // Support allows the address again: the repeat of the old report stops nothing.
    await until('the address is blocked', async () => (await blockOf(to)) === 'BOUNCE', withinMs);
    await graph.pool.query('DELETE FROM blocked_address WHERE address = $1', [to]);
    expect((await post(real)).status).toBe(200);
    expect(await blockOf(to)).toBeNull();
  });

  it('is answered nowhere without a key', async () => {
    const { MAIL_WEBHOOK_KEY: _key, ...variables } = office.variables;
    const keyless = await startNotifications(variables);
    try {
      const app = Fastify();
      await keyless.subgraph.routes(app);
      expect(app.hasRoute({ method: 'POST', url: '/mail/events' })).toBe(false);
      expect(routes.hasRoute({ method: 'POST', url: '/mail/events' })).toBe(true);
    } finally {
      await keyless.close();
    }
  });
});

describe('settings that do not fit together', () => {
  it.each([
    [{ MAIL_WEBHOOK_KEY: 'nonsense' }, 'MAIL_WEBHOOK_KEY'],
    [{ TWILIO_AUTH_TOKEN: 'x' }, 'must be set together'],
    [{ AFRICASTALKING_USERNAME: 'x' }, 'must be set together'],
    [
      { AFRICASTALKING_USERNAME: 'x', AFRICASTALKING_API_KEY: 'x', TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` },
      'exclude',
    ],
    [{ SMTP_URL: 'http://mail.example' }, 'SMTP_URL'],
    [{ MAIL_FROM: 'Soko\r\nBcc: x@y.z' }, 'MAIL_FROM'],
  ])('are refused at the start: %j', async (variables, problem) => {
    await expect(startNotifications(variables as Record<string, string>)).rejects.toThrow(problem);
  });
});
