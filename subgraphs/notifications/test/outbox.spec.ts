import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { encodeCursor } from '@soko/pagination';
import { person, until } from '@soko/testing';
import { otpRequested, outboxQuery, type Scene, startNotifications } from './start-notifications.ts';

const codeOf = ({ body }: { body: string }): string | undefined => /\d{6}/.exec(body)?.[0];

describe('the outbox', () => {
  let graph: Scene;
  const to = `page-${newId('usr')}@example.org`;
  const codes = Array.from({ length: 25 }, (_, index) => String(100_000 + index));

  beforeAll(async () => {
    graph = await startNotifications();
    // One subject, so that they are handled in this order.
    const subject = newId('otp');
    await graph.publish(...codes.map((code) => ({ ...otpRequested(graph.trail, to, { code }), subject })));
    await graph.publish(otpRequested(graph.trail, 'somebody-else@example.org'));
    await graph.caughtUp();
  });

  afterAll(() => graph.close());

  it('shows the newest first, of one address, whatever its case', async () => {
    const { data } = await graph.query(outboxQuery, { to: ` ${to.toUpperCase()}`, first: 3 });
    expect(data['outbox'].nodes.map(codeOf)).toEqual(['100024', '100023', '100022']);
  });

  it('is read page by page, either way, each message once', async () => {
    const seen: unknown[] = [];
    let after: string | null = null;
    do {
      const { data } = await graph.query(outboxQuery, { to, first: 10, after });
      seen.push(...data['outbox'].nodes.map(codeOf));
      after = data['outbox'].pageInfo.hasNextPage ? data['outbox'].pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(codes.toReversed());
    const oldest = await graph.query(outboxQuery, { to, last: 2 });
    expect(oldest.data['outbox'].nodes.map(codeOf)).toEqual(['100001', '100000']);
  });

  it('is narrowed to a template', async () => {
    const document = 'query ($to: String, $template: String) { outbox(to: $to, template: $template) { nodes { id } } }';
    const found = async (template: string): Promise<unknown[]> =>
      (await graph.query(document, { to, template })).data['outbox'].nodes;
    expect(await found('one-time-code')).toHaveLength(20);
    expect(await found('welcome')).toEqual([]);
  });

  it('costs one statement, whatever the page', async () => {
    for (const first of [1, 25]) {
      const { result, count } = await graph.statements(() => graph.query(outboxQuery, { to, first }));
      expect(result.data['outbox'].nodes).toHaveLength(first);
      expect(count).toBe(1);
    }
  });

  it.each([
    [{ first: 1000 }, 'first'],
    [{ after: 'nonsense' }, 'after'],
    [{ after: encodeCursor('outbox', ['evt_1']) }, 'after'],
    [{ to: 'nobody' }, 'to'],
  ])('refuses %j', async (variables, field) => {
    const { errors } = await graph.query(outboxQuery, variables);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });

  it.each(['203.0.113.9', '10.0.0.7', 'service'])('refuses a client at %s', async (clientAddress) => {
    const as = person('usr_admin', 'ADMIN');
    const { data, errors } = await graph.query(outboxQuery, { to }, { as, identity: { clientAddress } });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(data ?? null).toBeNull();
  });
});

describe('in production', () => {
  it('is refused at the start', async () => {
    await expect(startNotifications({ NODE_ENV: 'production' })).rejects.toThrow(
      'NOTIFICATIONS_OUTBOX must be off with NODE_ENV=production',
    );
  });
});

describe('without NOTIFICATIONS_OUTBOX', () => {
  let graph: Scene;

  beforeAll(async () => {
    graph = await startNotifications({ NOTIFICATIONS_OUTBOX: '' });
  });

  afterAll(() => graph.close());

  it('messages are composed as well, and not shown', async () => {
    const to = 'ada@example.org';
    await graph.publish(otpRequested(graph.trail, to));
    await until('the message is kept', async () => {
      const { rows } = await graph.pool.query('SELECT 1 FROM notifications WHERE recipient = $1', [to]);
      return rows.length === 1;
    });
    const { errors } = await graph.query(outboxQuery, { to }, { as: person('usr_admin', 'ADMIN') });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('a code sealed with another key becomes a dead letter, and the next one is composed', async () => {
    const broken = otpRequested(graph.trail, 'broken@example.org', { key: 'another key, of 32 characters or more' });
    const fine = { ...otpRequested(graph.trail, 'fine@example.org'), subject: broken.subject };
    await graph.publish(broken, fine);
    await until('the next one is composed', async () => {
      const { rows } = await graph.pool.query("SELECT 1 FROM notifications WHERE recipient = 'fine@example.org'");
      return rows.length === 1;
    });
    const letters = await graph.bus.deadLetters({ group: 'notifications.messages' });
    expect(letters).toMatchObject([{ attempts: 1, error: expect.stringContaining('seal') }]);
  });
});
