import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import { seal } from '@soko/seal';
import { until } from '@soko/testing';
import { altered } from '@soko/testing/altered';
import { readerIdOf } from '../domain/preference.ts';
import { unsubscribeToken } from '../domain/unsubscribe-token.ts';
import { listPreferences, savePreference } from '../store/preferences.ts';
import { type PostOffice, type ReceivedMessage, startPostOffice } from './post-office.ts';
import { otpRequested, registered, type Scene, sealKey, startNotifications } from './start-notifications.ts';

jest.setTimeout(180_000);

let office: PostOffice;
let graph: Scene;
let routes: FastifyInstance;

beforeAll(async () => {
  office = await startPostOffice();
  graph = await startNotifications({ ...office.variables, SOKO_PUBLIC_URL: 'https://shop.example/' });
  routes = Fastify();
  await graph.subgraph.routes(routes);
});

afterAll(async () => {
  await routes.close();
  await graph.close();
  await office.close();
});

const userEvent = (type: 'verified' | 'erased', subject: string, sequence: number) =>
  newEvent(usersUser, type, { subject, sequence, data: {} }, graph.trail);

const headerOf = ({ headers }: ReceivedMessage, wanted: string): string | null =>
  headers.find(({ name }) => name.toLowerCase() === wanted)?.value.replaceAll(/\s/g, '') ?? null;

const mailTo = (address: string): Promise<ReceivedMessage> =>
  until('the mail arrives', async () => (await office.mailsTo(address)).at(-1) ?? null, 60_000);

/** A person who was welcomed, the mail, and the path of its link. */
async function welcomed(locale = 'en') {
  const userId = newId('usr');
  const email = `${userId}@example.org`;
  await graph.publish(registered(graph.trail, userId, email, locale), userEvent('verified', userId, 2));
  const mail = await mailTo(email);
  const [, path = ''] = /^<https:\/\/shop\.example(\/mail\/unsubscribe\?token=[\w.-]+)>$/.exec(
    headerOf(mail, 'list-unsubscribe')!,
  )!;
  return { userId, email, mail, path };
}

const oneClick = (path: string) =>
  routes.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'List-Unsubscribe=One-Click',
  });

const choicesOf = (readerId: string) => listPreferences(graph.pool, readerId);

const turnedOff = (readerId: string) => [{ readerId, topic: 'ACCOUNT', channel: 'EMAIL', enabled: false }];

const unsubscribe = async (token: string) => {
  const { data, errors } = await graph.query(
    `mutation ($token: String!) { unsubscribe(input: { token: $token }) {
       __typename ... on Unsubscribed { topic } ... on UserError { code } } }`,
    { token },
  );
  expect(errors).toBeUndefined();
  return data['unsubscribe'];
};

describe('a mail that can be turned off', () => {
  it('has a link in its header, text and HTML that names nobody', async () => {
    const { userId, email, mail, path } = await welcomed();
    expect(headerOf(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mail.body).toContain(`Stop mails like this one: https://shop.example${path}`);
    expect(mail.html).toContain(`href="https://shop.example${path}"`);
    for (const secret of [userId, email, 'ACCOUNT']) {
      expect(path).not.toContain(secret);
      expect(
        path
          .split(/[.=]/)
          .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
          .join(),
      ).not.toContain(secret);
    }
  });

  it('is turned off with one click, once, and the record says by which mail', async () => {
    const { userId, path } = await welcomed();
    const answers = await Promise.all([oneClick(path), oneClick(path), oneClick(path)]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect(await choicesOf(userId)).toEqual(turnedOff(userId));
    const { rows } = await graph.pool.query(
      `SELECT change.via, message.template FROM preference_change AS change
       JOIN notifications AS message ON message.id = change.message_id WHERE reader_id = $1`,
      [userId],
    );
    expect(rows).toEqual([{ via: 'LINK', template: 'welcome' }]);
  });

  it('is not turned off by opening the link, which shows a page in the language of the mail', async () => {
    const { userId, path } = await welcomed('de');
    for (const method of ['GET', 'HEAD'] as const) {
      const opened = await routes.inject({ method, url: path });
      expect(opened.statusCode).toBe(200);
      expect(opened.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
    }
    const { body } = await routes.inject({ method: 'GET', url: path });
    expect(body).toContain('<html lang="de">');
    expect(body).toContain('Möchten Sie keine E-Mails mehr von Soko über Ihr Konto bekommen?');
    expect(body).toContain('<form method="post">');
    expect(await choicesOf(userId)).toEqual([]);
    const done = await routes.inject({ method: 'POST', url: path });
    expect(done.body).toContain('Sie bekommen keine E-Mails mehr von Soko über Ihr Konto.');
    expect(await choicesOf(userId)).toEqual(turnedOff(userId));
  });

  it('is turned off again by an old link after the person turned it on', async () => {
    const { userId, path } = await welcomed();
    const token = path.split('=').at(-1)!;
    expect(await unsubscribe(token)).toEqual({ __typename: 'Unsubscribed', topic: 'ACCOUNT' });
    const on = { readerId: userId, topic: 'ACCOUNT', channel: 'EMAIL', enabled: true } as const;
    await inTransaction(graph.pool, (tx) =>
      savePreference(tx, on, { via: 'SETTINGS', messageId: null, now: graph.trail.now() }),
    );
    expect(await choicesOf(userId)).toEqual([on]);
    await unsubscribe(token);
    expect(await choicesOf(userId)).toEqual(turnedOff(userId));
  });

  it('to a guest is turned off for the address, which is not kept', async () => {
    const to = `guest-${newId('usr')}@example.org`;
    const readerId = readerIdOf({ userId: null, to });
    const said = { readerId, topic: 'ORDERS', language: 'sw', messageId: newId('ntf') } as const;
    expect(await unsubscribe(unsubscribeToken(sealKey, said))).toMatchObject({ topic: 'ORDERS' });
    expect(await choicesOf(readerId)).toMatchObject([{ topic: 'ORDERS', enabled: false }]);
    const { rows } = await graph.pool.query('SELECT 1 FROM preference AS row WHERE strpos(row::text, $1) > 0', [to]);
    expect(rows).toEqual([]);
  });

  it('saves nothing about a person who was erased', async () => {
    const { userId, email, path } = await welcomed();
    await graph.publish(userEvent('erased', userId, 3));
    await graph.caughtUp();
    expect((await oneClick(path)).statusCode).toBe(200);
    for (const readerId of [userId, readerIdOf({ userId: null, to: email })])
      expect(await choicesOf(readerId)).toEqual([]);
  });
});

describe('a security mail', () => {
  it('has no link to turn it off', async () => {
    const to = `${newId('usr')}@example.org`;
    await graph.publish(otpRequested(graph.trail, to));
    const mail = await mailTo(to);
    expect(headerOf(mail, 'list-unsubscribe')).toBeNull();
    expect(`${mail.body}${mail.html}`).not.toContain('unsubscribe');
  });
});

describe('a link that Soko did not send', () => {
  const said = { readerId: newId('usr'), topic: 'ORDERS', language: 'en', messageId: newId('ntf') } as const;
  const sound = unsubscribeToken(sealKey, said);

  it.each([
    ['another key', unsubscribeToken('another key, of 32 characters or more', said)],
    ['another purpose', seal(sealKey, 'data-export', `${said.readerId} ORDERS en ntf_1`)],
    ['a topic that cannot be turned off', unsubscribeToken(sealKey, { ...said, topic: 'SECURITY' })],
    ['an altered end', altered(sound)],
    ['a guess', said.readerId],
    ['4,000 characters', 'v2.'.padEnd(4_000, 'a')],
  ])('with %s changes nothing', async (_, token) => {
    expect(await unsubscribe(token)).toEqual({
      __typename: 'UnsubscribeLinkInvalid',
      code: 'UNSUBSCRIBE_LINK_INVALID',
    });
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode, body } = await routes.inject({ method, url: `/mail/unsubscribe?token=${token}` });
      expect(statusCode).toBe(404);
      expect(body).not.toContain(said.readerId);
    }
    expect(await choicesOf(said.readerId)).toEqual([]);
  });
});
