import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chainKeyExport, newEvent, usersSeller, usersSession, usersStore, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import { until } from '@soko/testing';
import { readerIdOf } from '../domain/preference.ts';
import { otpRequested, registered, type Scene, sealKey, startNotifications } from './start-notifications.ts';

let graph: Scene;

beforeAll(async () => {
  graph = await startNotifications();
});

afterAll(() => graph.close());

const address = (name: string): string => `${name}-${newId('usr')}@example.org`;

const bodyOfRow = async (to: string): Promise<{ body: string | null }> =>
  (await graph.pool.query<{ body: string | null }>('SELECT body FROM notifications WHERE recipient = $1', [to]))
    .rows[0]!;

describe('a one-time code', () => {
  it('is mailed in the language of the person, under the correlation id of the request', async () => {
    const to = address('ada');
    await graph.publish(otpRequested(graph.trail, to, { code: '042137', locale: 'de-AT' }));
    const [message] = await graph.messagesTo(to);
    expect(message).toMatchObject({ channel: 'EMAIL', to, locale: 'de', status: 'QUEUED', sentAt: null });
    expect(message!.body).toContain('042137');
    expect(message!.body).toContain('10 Minuten');
    const { rows } = await graph.pool.query('SELECT correlation_id FROM notifications WHERE recipient = $1', [to]);
    expect(rows).toEqual([{ correlation_id: graph.trail.correlationId }]);
  });

  it('goes to a phone as an SMS, without a subject', async () => {
    await graph.publish(otpRequested(graph.trail, '+254700000001', { code: '777777', channel: 'SMS' }));
    const [message] = await graph.messagesTo('+254 700 000 001');
    expect(message).toMatchObject({ channel: 'SMS', to: '+254700000001', subject: null });
    expect(message!.body).toContain('777777');
  });

  it('is readable nowhere in the database', async () => {
    const to = address('secret');
    await graph.publish(otpRequested(graph.trail, to, { code: '918273' }));
    await graph.messagesTo(to);
    const { rows } = await graph.pool.query(
      // A word of its own: these digits can be a part of an id.
      `SELECT count(*)::int AS found FROM notifications AS row WHERE row::text ~ '\\m918273\\M'`,
    );
    expect(rows).toEqual([{ found: 0 }]);
  });

  it('is composed once, however often the event arrives', async () => {
    const to = address('twice');
    const event = otpRequested(graph.trail, to);
    await graph.publish(event, event, event);
    await graph.caughtUp();
    expect(await graph.messagesTo(to)).toHaveLength(1);
  });

  it('is composed once, even when the inbox row is gone', async () => {
    const to = address('inbox');
    const event = otpRequested(graph.trail, to);
    await graph.publish(event);
    await graph.messagesTo(to);
    await graph.pool.query('DELETE FROM inbox WHERE event_id = $1', [event.id]);
    await graph.publish(event);
    await graph.caughtUp();
    expect(await graph.messagesTo(to)).toHaveLength(1);
  });

  it('is not composed after it has expired', async () => {
    const to = address('late');
    const second = otpRequested(graph.trail, to, { code: '222222' });
    await graph.publish(otpRequested(graph.trail, to, { code: '111111', minutes: -1 }), second);
    await graph.caughtUp();
    expect((await graph.messagesTo(to)).map((message) => message.body)).toEqual([expect.stringContaining('222222')]);
  });

  it('is deleted once it has expired', async () => {
    const to = address('expiring');
    await graph.publish(otpRequested(graph.trail, to, { minutes: 10 }));
    await graph.messagesTo(to);
    graph.advance(11 * 60_000);
    await until('the text is gone', async () => (await bodyOfRow(to)).body === null);
    expect(await graph.messagesTo(to)).toMatchObject([{ template: 'one-time-code', body: null }]);
  });
});

describe('an account', () => {
  const userEvent = <Type extends keyof (typeof usersUser)['events']>(
    type: Type,
    subject: string,
    sequence: number,
    data: object,
  ) => newEvent(usersUser, type, { subject, sequence, data: data as never }, graph.trail);

  it('is welcomed once its address is verified, and not before', async () => {
    const [userId, email] = [newId('usr'), address('new')];
    await graph.publish(registered(graph.trail, userId, email, 'sw'), userEvent('verified', userId, 2, {}));
    await graph.caughtUp();
    expect(await graph.messagesTo(email)).toMatchObject([{ template: 'welcome', locale: 'sw' }]);
  });

  it('is warned of changes to it', async () => {
    const [userId, email] = [newId('usr'), address('warned')];
    const reader = { email, firstName: 'Ada', locale: 'en' };
    await graph.publish(
      registered(graph.trail, userId, email),
      userEvent('sign_up_attempted', userId, 2, reader),
      userEvent('password_changed', userId, 3, { by: 'RESET', ...reader }),
      userEvent('logged_in_with_new_device', userId, 4, { sessionId: newId('ses'), device: 'Firefox on Linux' }),
      userEvent('suspended', userId, 4, { reason: 'Spam.' }),
      userEvent('reinstated', userId, 5, {}),
    );
    const sessionRevoked = (reason: 'REUSED' | 'LOGGED_OUT') =>
      newEvent(usersSession, 'revoked', { subject: newId('ses'), sequence: 1, data: { userId, reason } }, graph.trail);
    await graph.publish(sessionRevoked('LOGGED_OUT'), sessionRevoked('REUSED'));
    const exported = { subject: newId('cke'), sequence: 1, data: { walletId: newId('cwl'), userId } };
    await graph.publish(newEvent(chainKeyExport, 'exported', exported, graph.trail));
    await graph.caughtUp();
    const templates = (await graph.messagesTo(email)).map((message) => message.template);
    expect(templates.sort()).toEqual([
      'account-reinstated',
      'account-suspended',
      'new-device',
      'password-changed',
      'session-reused',
      'sign-up-attempted',
      'wallet-key-exported',
    ]);
  });

  it('that changes its address is notified at the old one, and gets further mail at the new one', async () => {
    const [userId, before, after] = [newId('usr'), address('before'), address('after')];
    const contact = { email: after, previousEmail: before, phone: null, firstName: 'Ada', locale: 'en' };
    await graph.publish(
      registered(graph.trail, userId, before),
      userEvent('contact_changed', userId, 2, contact),
      userEvent('verified', userId, 3, {}),
    );
    await graph.caughtUp();
    expect(await graph.messagesTo(before)).toMatchObject([{ template: 'email-changed' }]);
    expect(await graph.messagesTo(after)).toMatchObject([{ template: 'welcome' }]);
  });

  it('that is erased leaves no data here and gets no further message', async () => {
    const [userId, email] = [newId('usr'), address('erased')];
    await graph.publish(registered(graph.trail, userId, email), userEvent('verified', userId, 2, {}));
    await graph.messagesTo(email);
    await graph.publish(userEvent('erased', userId, 3, {}), userEvent('suspended', userId, 4, { reason: 'Late.' }));
    await graph.caughtUp();
    const { rows } = await graph.pool.query('SELECT * FROM notifications WHERE user_id = $1', [userId]);
    expect(rows).toEqual([]);
    const contacts = await graph.pool.query('SELECT email, first_name FROM contacts WHERE user_id = $1', [userId]);
    expect(contacts.rows).toEqual([{ email: null, first_name: null }]);
    expect(await graph.bus.deadLetters({ group: 'notifications.messages' })).toEqual([]);
  });

  it('that is erased leaves nothing under addresses that it had before, unless they are another person’s now', async () => {
    const [userId, heir] = [newId('usr'), newId('usr')];
    const [first, second, last] = [address('first'), address('second'), address('last')];
    const changed = (subject: string, sequence: number, previousEmail: string, email: string) =>
      userEvent('contact_changed', subject, sequence, {
        email,
        previousEmail,
        phone: null,
        firstName: 'Ada',
        locale: 'en',
      });
    await graph.publish(
      registered(graph.trail, userId, first),
      changed(userId, 2, first, second),
      changed(userId, 3, second, last),
      registered(graph.trail, heir, second),
    );
    await graph.caughtUp();
    await graph.pool.query(
      `INSERT INTO blocked_address SELECT address, 'BOUNCE', now() FROM unnest($1::text[]) AS address`,
      [[first, second, last]],
    );
    await graph.pool.query(
      `INSERT INTO preference (reader_id, topic, channel, enabled, changed_at)
       SELECT reader, 'ORDERS', 'EMAIL', false, now() FROM unnest($1::text[]) AS reader`,
      [[first, second].map((to) => readerIdOf({ userId: null, to }))],
    );
    const copy = async (after: string | null = null): Promise<object[]> => {
      const text = 'query ($userId: ID!, $after: String) { part: notificationsDataOf(userId: $userId, after: $after) }';
      const as = { kind: 'service', name: 'users' } as const;
      const { part } = (await graph.query(text, { userId, after }, { as })).data;
      return part.next === null ? [part] : [part, ...(await copy(part.next))];
    };
    const parts = await copy();
    expect(parts).toContainEqual(
      expect.objectContaining({ items: [expect.objectContaining({ email: last, formerEmails: [first, second] })] }),
    );
    expect(parts.at(-1)).toMatchObject({ section: 'blockedAddresses' });
    const blocks = async () =>
      (
        await graph.pool.query<{ address: string }>('SELECT address FROM blocked_address WHERE address = ANY ($1)', [
          [first, second, last],
        ])
      ).rows.map((row) => row.address);
    expect(await blocks()).toHaveLength(3);
    await graph.publish(userEvent('erased', userId, 4, {}), changed(userId, 3, second, last));
    await graph.caughtUp();
    expect(await blocks()).toEqual([second]);
    const { rows: choices } = await graph.pool.query('SELECT reader_id FROM preference WHERE reader_id = ANY ($1)', [
      [first, second].map((to) => readerIdOf({ userId: null, to })),
    ]);
    expect(choices).toEqual([{ reader_id: readerIdOf({ userId: null, to: second }) }]);
    const { rows } = await graph.pool.query('SELECT email, former_emails FROM contacts WHERE user_id = $1', [userId]);
    expect(rows).toEqual([{ email: null, former_emails: [] }]);
  });

  it('gets its data export by a link that is kept sealed', async () => {
    const [userId, email] = [newId('usr'), address('export')];
    const link = 'https://soko.example/exports/exp_1?token=abc';
    const data = {
      exportId: newId('exp'),
      email,
      locale: 'en',
      downloadUrl: seal(sealKey, 'data-export', link),
      expiresAt: new Date(graph.trail.now().getTime() + 3_600_000).toISOString(),
    };
    await graph.publish(userEvent('data_export_ready', userId, 2, data));
    const [message] = await graph.messagesTo(email);
    expect(message!.body).toContain(link);
    expect((await bodyOfRow(email)).body).not.toContain('soko.example');
  });

  it('is notified when its data export failed', async () => {
    const [userId, email] = [newId('usr'), address('no-export')];
    await graph.publish(
      userEvent('registered', userId, 1, {
        email,
        firstName: 'Ada',
        locale: 'en',
        timeZone: null,
        roles: ['CUSTOMER'],
      }),
      userEvent('data_export_failed', userId, 1, { exportId: newId('exp') }),
    );
    const [message] = await graph.messagesTo(email);
    expect(message).toMatchObject({ subject: 'Your data export failed' });
    expect(message!.body).toContain('You can request a new copy now.');
  });
});

describe('a seller', () => {
  it('is notified of each decision, although its event may arrive before that of the account', async () => {
    const [userId, email] = [newId('usr'), address('seller')];
    const subject = newId('slr');
    const seller = { userId, handle: 'baskets', displayName: 'Baskets & Co' };
    const payout = { kind: 'MPESA' as const, masked: '…678', sealed: seal(sealKey, 'payout', '+254712345678') };
    const reason = 'Counterfeits.';
    await graph.publish(
      newEvent(usersSeller, 'applied', { subject, sequence: 1, data: { ...seller, payout } }, graph.trail),
      newEvent(usersSeller, 'approved', { subject, sequence: 2, data: { ...seller, payout } }, graph.trail),
      newEvent(usersSeller, 'suspended', { subject, sequence: 3, data: { ...seller, reason } }, graph.trail),
      newEvent(usersSeller, 'reinstated', { subject, sequence: 4, data: seller }, graph.trail),
      newEvent(usersSeller, 'closed', { subject, sequence: 5, data: { ...seller, reason: null } }, graph.trail),
    );
    await graph.publish(registered(graph.trail, userId, email));
    const messages = await graph.messagesTo(email, 5);
    expect(messages.map((message) => message.template)).toEqual([
      'seller-closed',
      'seller-reinstated',
      'seller-suspended',
      'seller-approved',
      'seller-applied',
    ]);
    expect(messages[2]!.body).toContain('Counterfeits.');
  });
});

describe('an event of long ago', () => {
  it('produces no message, whether the person is known or not', async () => {
    const trail = { ...graph.trail, now: () => new Date('2020-01-01T00:00:00Z') };
    const [userId, email] = [newId('usr'), address('seeded')];
    const seller = { userId: newId('usr'), handle: 'old', displayName: 'Old' };
    await graph.publish(
      registered(trail, userId, email),
      newEvent(usersUser, 'verified', { subject: userId, sequence: 2, data: {} }, trail),
      newEvent(usersSeller, 'reinstated', { subject: newId('slr'), sequence: 1, data: seller }, trail),
    );
    await graph.caughtUp();
    const kept = 'SELECT 1 FROM notifications WHERE user_id = ANY ($1)';
    expect((await graph.pool.query(kept, [[userId, seller.userId]])).rows).toEqual([]);
    const contact = 'SELECT email FROM contacts WHERE user_id = $1';
    expect((await graph.pool.query(contact, [userId])).rows).toEqual([{ email }]);
  });
});

describe('an invitation to a store', () => {
  it('carries its token to a person who may have no account', async () => {
    const email = address('invited');
    const data = {
      memberId: newId('mem'),
      role: 'MEMBER' as const,
      email,
      locale: 'en',
      storeName: 'Zuri',
      token: seal(sealKey, 'store-invitation', 'Tk-4711'),
      expiresAt: new Date(graph.trail.now().getTime() + 86_400_000).toISOString(),
    };
    await graph.publish(
      newEvent(usersStore, 'member_invited', { subject: newId('sto'), sequence: 2, data }, graph.trail),
    );
    const [message] = await graph.messagesTo(email);
    expect(message).toMatchObject({ subject: 'Invitation to Zuri', body: expect.stringContaining('Tk-4711') });
  });
});
