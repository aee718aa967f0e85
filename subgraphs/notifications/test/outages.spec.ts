import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readEnv } from '@soko/env';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { startMailSimulator } from '@soko/mail-simulator';
import { freePort, person, until } from '@soko/testing';
import { createDelivery } from '../commands/deliver-messages.ts';
import { notificationsEnv } from '../env.ts';
import { openProviders } from '../providers/open-providers.ts';
import { type PostOffice, startPostOffice } from './post-office.ts';
import { otpRequested, type Scene, sealKey, startNotifications } from './start-notifications.ts';

jest.setTimeout(120_000);

let graph: Scene;
let office: PostOffice;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  // It has no provider: each spec delivers with a clock of its own.
  [graph, office] = await Promise.all([startNotifications(), startPostOffice()]);
});
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
  await office.mend();
});
afterAll(async () => {
  await graph.close();
  await office.close();
});

interface Row {
  id: string;
  status: string;
  failures: number;
  end_reason: string | null;
  due_at: Date | null;
  last_error: string | null;
}

const rowOf = async (to: string): Promise<Row> =>
  (await graph.pool.query<Row>('SELECT * FROM notifications WHERE recipient = $1', [to])).rows[0]!;

/** Delivers by the providers of `variables`, as often as the clock is moved to the next attempt. */
function deliverer(variables: Record<string, string>, maxTries = 12) {
  const startedAt = Date.now() + 1_000;
  let clock = startedAt;
  const env = readEnv(notificationsEnv, { ...variables, SOKO_SEAL_KEY: sealKey });
  const now = () => new Date(clock);
  const { pool } = graph;
  const services = { pool, sealKeys: [sealKey] as const, publicUrl: env.SOKO_PUBLIC_URL, log: silentLogger, now };
  const providers = openProviders(env);
  const workers = providers.map((provider) =>
    createDelivery(services, provider, { atOnce: 5, perSecond: 1_000, maxTries }),
  );
  open.push(...providers, ...workers);
  return {
    passedMs: () => clock - startedAt,
    async attempt(to: string): Promise<Row> {
      const { due_at: dueAt } = await rowOf(to);
      clock = Math.max(clock, dueAt?.getTime() ?? 0);
      await Promise.all(workers.map((worker) => worker.runDue()));
      return rowOf(to);
    },
  };
}

const composed = async (to: string, channel: 'EMAIL' | 'SMS' = 'EMAIL'): Promise<string> => {
  await graph.publish(otpRequested(graph.trail, to, { channel, minutes: 600 }));
  await graph.messagesTo(to);
  return to;
};

const gaugeOf = (name: string) => graph.subgraph.gauges.find((gauge) => gauge.name === name)!.read();

const address = (name: string): string => `${name}-${newId('usr')}@example.org`;

describe('a mail server that refuses connections', () => {
  it('for ten minutes delays a mail, which then arrives once', async () => {
    const to = await composed(address('refused'));
    const smtpPort = await freePort();
    const delivery = deliverer({ SMTP_URL: `smtp://127.0.0.1:${smtpPort}` });
    let failures = 0;
    while (delivery.passedMs() < 600_000) {
      failures += 1;
      expect(await delivery.attempt(to)).toMatchObject({
        status: 'FAILED',
        failures,
        last_error: expect.stringContaining('ECONNREFUSED'),
      });
    }
    // Its next attempt is not due yet by the clock of the metrics.
    expect(await gaugeOf('soko_notifications_overdue_seconds')).toEqual([{ labels: { channel: 'EMAIL' }, value: 0 }]);
    // Pauses double: 10, 20, 40, 80, 160 and 320 seconds.
    expect(failures).toBe(7);
    const simulator = await startMailSimulator({ port: 0, smtpPort, log: silentLogger });
    open.push(simulator);
    expect(await delivery.attempt(to)).toMatchObject({ status: 'SENT' });
    const answer = await fetch(`${simulator.url}/_admin/mails?to=${encodeURIComponent(to)}`);
    expect(await answer.json()).toMatchObject({ data: [{ to, repeats: 0 }] });
  });

  it('for good ends with a dead letter, which support sends again, once', async () => {
    const to = await composed(address('dead'));
    const refused = deliverer({ SMTP_URL: `smtp://127.0.0.1:${await freePort()}` }, 3);
    for (const status of ['FAILED', 'FAILED', 'DEAD']) expect(await refused.attempt(to)).toMatchObject({ status });
    const { id, end_reason: reason } = await rowOf(to);
    expect(reason).toBe('TRIES_USED_UP');
    const labels = { channel: 'EMAIL', status: 'DEAD' };
    for (const name of ['soko_notifications_unsent', 'soko_notifications_recent'])
      expect(await gaugeOf(name)).toContainEqual({ labels, value: 1 });
    const resend = `mutation ($id: ID!, $key: ID!) {
      resendMessage(input: { messageId: $id, idempotencyKey: $key }) { __typename } }`;
    const variables = { id, key: newId('req') };
    for (let repeat = 0; repeat < 2; repeat += 1) {
      const { data } = await graph.query(resend, variables, { as: person('usr_support', 'SUPPORT') });
      expect(data).toEqual({ resendMessage: { __typename: 'UndeliveredMessage' } });
    }
    const mended = deliverer(office.variables);
    expect(await mended.attempt(to)).toMatchObject({ status: 'SENT' });
    await mended.attempt(to);
    expect(await office.mailsTo(to)).toMatchObject([{ repeats: 0 }]);
  });
});

describe('a service for text messages', () => {
  const twilio = (name: string): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(office.variables).filter(([variable]) => variable !== 'SMTP_URL')),
    NOTIFICATION_TIMEOUT_MS: name === 'hangs' ? '300' : '20000',
  });

  it('that answers 500 is asked again, and the message is received once', async () => {
    const to = await composed('+254700000301', 'SMS');
    await office.fault({ match: 'POST /Messages', status: 500, times: 3 });
    const delivery = deliverer(twilio('fails'));
    for (const failures of [1, 2, 3]) expect(await delivery.attempt(to)).toMatchObject({ status: 'FAILED', failures });
    expect(await delivery.attempt(to)).toMatchObject({ status: 'SENT' });
    expect(await office.textsTo(to)).toHaveLength(1);
  });

  it('that asks for a pause gets it, for as long as it says, and no attempt is lost', async () => {
    const to = await composed('+254700000302', 'SMS');
    const busy = createServer((_request, response) => {
      response.writeHead(429, { 'retry-after': '120', 'content-type': 'application/json' }).end('{}');
    });
    open.push({ close: () => busy.close() });
    await once(busy.listen(0, '127.0.0.1'), 'listening');
    const base = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
    const delivery = deliverer({ ...twilio('busy'), TWILIO_API_BASE: base });
    const first = await delivery.attempt(to);
    expect(first).toMatchObject({ status: 'FAILED', failures: 0 });
    const passed = delivery.passedMs();
    expect(await delivery.attempt(to)).toMatchObject({ status: 'FAILED', failures: 0 });
    expect(delivery.passedMs() - passed).toBe(120_000);
  });

  it('that hangs is given up for now; the message may have been sent, and is received once', async () => {
    const to = await composed('+254700000303', 'SMS');
    const { origin } = new URL(office.url);
    let calls = 0;
    // The first call arrives, and its answer never comes.
    const hanging = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        calls += 1;
        const isFirst = calls === 1;
        const { host: _host, ...headers } = request.headers as Record<string, string>;
        const body = chunks.length > 0 ? { body: new Uint8Array(Buffer.concat(chunks)) } : {};
        void fetch(`${origin}${request.url}`, {
          method: request.method!,
          headers: withoutHopByHop(headers),
          ...body,
        }).then(async (answer) => {
          const text = await answer.text();
          if (!isFirst) response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
        });
      });
    });
    open.push({ close: () => (hanging.closeAllConnections(), hanging.close()) });
    await once(hanging.listen(0, '127.0.0.1'), 'listening');
    const base = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`;
    const delivery = deliverer({ ...twilio('hangs'), TWILIO_API_BASE: base });
    expect(await delivery.attempt(to)).toMatchObject({ status: 'FAILED', failures: 1 });
    await until('the message has arrived', async () => (await office.textsTo(to)).length === 1);
    // Asked whether it has the message already. On a busy machine that takes a few attempts.
    for (let attempts = 0; (await rowOf(to)).status !== 'SENT' && attempts < 9; attempts += 1)
      await delivery.attempt(to);
    expect(await rowOf(to)).toMatchObject({ status: 'SENT' });
    expect(await office.textsTo(to)).toHaveLength(1);
  });
});

const withoutHopByHop = ({
  connection: _c,
  'transfer-encoding': _t,
  'content-length': _l,
  ...rest
}: Record<string, string>) => rest;
