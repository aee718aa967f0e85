import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { type PostOffice, startPostOffice } from './post-office.ts';
import { otpRequested, type Scene, startNotifications } from './start-notifications.ts';

jest.setTimeout(180_000);

/** Attempts and pauses are real: on a busy machine they take long. */
const withinMs = 60_000;

let office: PostOffice;
let graph: Scene;

beforeAll(async () => {
  office = await startPostOffice();
  graph = await startNotifications({ ...office.variables, NOTIFICATION_TRIES: '3' });
});

afterAll(async () => {
  await graph.close();
  await office.close();
});

beforeEach(() => office.mend());

const support = { as: person('usr_support', 'SUPPORT') };
const address = (name: string): string => `${name}-${newId('usr')}@example.org`.toLowerCase();

interface Row {
  id: string;
  status: string;
  failures: number;
  claims: number;
  end_reason: string | null;
  maybe_sent: boolean;
}

const rowOf = async (to: string): Promise<Row | undefined> =>
  (await graph.pool.query<Row>('SELECT * FROM notifications WHERE recipient = $1', [to])).rows[0];

/** Sends what is due, so that no spec waits for the next turn of the jobs. */
const deliver = () =>
  Promise.all(['email', 'sms'].map((channel) => graph.subgraph.runJob(`notifications.deliver-${channel}`)));

/** The message to an address, once it has this status. */
const ended = (to: string, status: string): Promise<Row> =>
  until(
    `the message is ${status}`,
    async () => {
      await deliver();
      const row = await rowOf(to);
      return row?.status === status ? row : null;
    },
    withinMs,
  );

/** Waits for two failed attempts, and makes the next ones due. */
async function failTwice(to: string): Promise<void> {
  for (const failures of [1, 2]) {
    await until(
      `attempt ${failures} failed`,
      async () => {
        await deliver();
        const row = await rowOf(to);
        return row?.status === 'FAILED' && row.failures === failures;
      },
      withinMs,
    );
    await hurry(to);
  }
}

/** Makes the next attempt due. */
const hurry = (to: string) => graph.pool.query('UPDATE notifications SET due_at = now() WHERE recipient = $1', [to]);

const dead = /* GraphQL */ `
  query ($first: Int) {
    undeliveredMessages(first: $first) {
      nodes {
        id
        to
        template
        status
        endReason
        failures
        lastError
        endedAt
      }
    }
  }
`;

const resend = /* GraphQL */ `
  mutation ($messageId: ID!, $key: ID!) {
    resendMessage(input: { messageId: $messageId, idempotencyKey: $key }) {
      __typename
      ... on UndeliveredMessage {
        id
        status
        endReason
      }
      ... on UserError {
        code
      }
    }
  }
`;

describe('a composed message', () => {
  it('is mailed once, and says when', async () => {
    const to = address('ada');
    const event = otpRequested(graph.trail, to, { code: '042137' });
    await graph.publish(event, event);
    await ended(to, 'SENT');
    const [mail, ...others] = await office.mailsTo(to);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ subject: 'Your Soko sign-up code', repeats: 0 });
    expect(mail!.body).toContain('042137');
    expect(await graph.messagesTo(to)).toMatchObject([{ status: 'SENT', sentAt: expect.any(String) }]);
  });

  it('goes to a phone by SMS', async () => {
    const to = '+254700000042';
    await graph.publish(otpRequested(graph.trail, to, { code: '777777', channel: 'SMS' }));
    await ended(to, 'SENT');
    expect(await office.textsTo(to)).toMatchObject([{ body: expect.stringContaining('777777') }]);
  });
});

describe('a message that cannot be sent yet', () => {
  it('is tried again, and arrives once', async () => {
    const to = address('later');
    await office.fault({ match: `SMTP DATA ${to}`, status: 451, times: 2 });
    await graph.publish(otpRequested(graph.trail, to));
    await failTwice(to);
    await ended(to, 'SENT');
    expect(await office.mailsTo(to)).toMatchObject([{ repeats: 0 }]);
  });

  it('is given up after its last attempt, listed, and sent again once by support', async () => {
    const to = address('dead');
    await office.fault({ match: `SMTP DATA ${to}`, status: 451, times: 3 });
    await graph.publish(otpRequested(graph.trail, to));
    await failTwice(to);
    const { id } = await ended(to, 'DEAD');
    const { result: listed, count } = await graph.statements(() => graph.query(dead, { first: 5 }, support));
    expect(count).toBe(1);
    expect(listed.data['undeliveredMessages'].nodes.find((each: { id: string }) => each.id === id)).toMatchObject({
      to,
      template: 'one-time-code',
      status: 'DEAD',
      endReason: 'TRIES_USED_UP',
      failures: 3,
      lastError: expect.stringContaining('451'),
      endedAt: expect.any(String),
    });
    const variables = { messageId: id, key: newId('req') };
    const answers = await Promise.all([1, 2, 3].map(() => graph.query(resend, variables, support)));
    expect(answers.map(({ errors }) => errors ?? null)).toEqual([null, null, null]);
    await ended(to, 'SENT');
    const told = async (type: string) =>
      (await graph.told(`notifications.delivery.${type}`)).filter(({ subject }) => subject === id);
    const about = { channel: 'EMAIL', topic: 'SECURITY', template: 'one-time-code' };
    expect(await told('failed')).toMatchObject([{ sequence: 3, data: about }]);
    expect(await told('sent')).toMatchObject([{ sequence: 4, data: about }]);
    expect(await office.mailsTo(to)).toMatchObject([{ repeats: 0 }]);
    const late = await graph.query(resend, { messageId: id, key: newId('req') }, support);
    expect(late.data['resendMessage']).toEqual({ __typename: 'MessageNotDead', code: 'MESSAGE_NOT_DEAD' });
  });

  it('waits as long as the provider asks, and loses no attempt', async () => {
    const to = '+254700000043';
    await office.fault({ match: 'POST /Messages', status: 429, times: 1 });
    await graph.publish(otpRequested(graph.trail, to, { channel: 'SMS' }));
    const { claims, failures } = await ended(to, 'SENT');
    expect({ claims, failures }).toEqual({ claims: 2, failures: 0 });
    expect(await office.textsTo(to)).toHaveLength(1);
  });
});

describe('a message whose outcome is unknown', () => {
  it.each([
    ['EMAIL', 'SMTP DATA*', 'lost@example.org'],
    ['SMS', 'POST /Messages', '+254700000044'],
  ] as const)('by %s is not received twice', async (channel, match, to) => {
    await office.fault({ match, effect: 'disconnect', when: 'after', times: 1 });
    await graph.publish(otpRequested(graph.trail, to, { channel }));
    expect(await ended(to, 'FAILED')).toMatchObject({ failures: 1, maybe_sent: true });
    await hurry(to);
    await ended(to, 'SENT');
    const received = channel === 'EMAIL' ? await office.mailsTo(to) : await office.textsTo(to);
    expect(received).toHaveLength(1);
  });

  it('is sent by another process once the first one is gone', async () => {
    const to = address('killed');
    await office.fault({ match: `SMTP DATA ${to}`, status: 451, times: 1 });
    await graph.publish(otpRequested(graph.trail, to));
    await ended(to, 'FAILED');
    // As a process leaves it that was killed while it was sending.
    await graph.pool.query(
      "UPDATE notifications SET status = 'SENDING', claims = claims + 1, due_at = now() WHERE recipient = $1",
      [to],
    );
    expect(await ended(to, 'SENT')).toMatchObject({ failures: 2 });
    expect(await office.mailsTo(to)).toHaveLength(1);
  });
});

const unblock = /* GraphQL */ `
  mutation ($email: String!) {
    unblockAddress(input: { email: $email }) {
      __typename
      ... on UnblockedAddress {
        email
      }
    }
  }
`;

describe('a message that no process could send', () => {
  it('is given up instead of being claimed for ever', async () => {
    const to = address('crash');
    await office.fault({ match: `SMTP DATA ${to}`, status: 451, times: 1 });
    await graph.publish(otpRequested(graph.trail, to));
    await ended(to, 'FAILED');
    await graph.pool.query(
      "UPDATE notifications SET status = 'SENDING', failures = 2, due_at = now() WHERE recipient = $1",
      [to],
    );
    expect(await ended(to, 'DEAD')).toMatchObject({ end_reason: 'OUTCOME_UNKNOWN' });
    expect(await office.mailsTo(to)).toEqual([]);
  });

  it('is tried again when its text cannot be opened', async () => {
    const to = address('sealed');
    await office.fault({ match: `SMTP DATA ${to}`, status: 451, times: 1 });
    await graph.publish(otpRequested(graph.trail, to));
    await ended(to, 'FAILED');
    await graph.pool.query("UPDATE notifications SET body = 'broken', due_at = now() WHERE recipient = $1", [to]);
    await deliver();
    await until('it failed again', async () => (await rowOf(to))?.failures === 2, withinMs);
    expect(await rowOf(to)).toMatchObject({ status: 'FAILED', maybe_sent: false });
  });
});

describe('an address', () => {
  it('that its server does not know gets no further mail, until support allows it', async () => {
    const to = address('bounce');
    await office.fault({ match: `SMTP RCPT ${to}`, status: 550, times: 1 });
    await graph.publish(otpRequested(graph.trail, to));
    expect(await ended(to, 'DEAD')).toMatchObject({ end_reason: 'REFUSED' });
    await graph.publish(otpRequested(graph.trail, to));
    await until(
      'the next one is left out',
      async () => {
        const { rows } = await graph.pool.query<Row>(
          "SELECT * FROM notifications WHERE recipient = $1 AND end_reason = 'ADDRESS_BLOCKED'",
          [to],
        );
        return rows.length === 1;
      },
      withinMs,
    );
    const allowed = await graph.query(unblock, { email: ` ${to.toUpperCase()}` }, support);
    expect(allowed.data['unblockAddress']).toEqual({ __typename: 'UnblockedAddress', email: to });
    const again = await graph.query(unblock, { email: to }, support);
    expect(again.data['unblockAddress']).toEqual({ __typename: 'AddressNotBlocked' });
    await graph.publish(otpRequested(graph.trail, to, { code: '555555' }));
    await until('mail arrives again', async () => (await office.mailsTo(to)).length === 1, withinMs);
  });
});

describe('a code', () => {
  it('that has expired is not sent', async () => {
    const to = address('late');
    await office.fault({ match: `SMTP DATA ${to}`, status: 451, times: 1 });
    await graph.publish(otpRequested(graph.trail, to));
    await ended(to, 'FAILED');
    await graph.pool.query("UPDATE notifications SET expires_at = now() - interval '1 s' WHERE recipient = $1", [to]);
    await hurry(to);
    expect(await ended(to, 'SKIPPED')).toMatchObject({ end_reason: 'EXPIRED' });
    expect(await office.mailsTo(to)).toEqual([]);
  });
});

describe('two processes', () => {
  it('send each of many messages once', async () => {
    const replica = await graph.replica();
    try {
      const people = Array.from({ length: 30 }, (_, index) => address(`many-${index}`));
      await graph.publish(...people.map((to) => otpRequested(graph.trail, to)));
      await until(
        'all are sent',
        async () => {
          const { rows } = await graph.pool.query<{ sent: number }>(
            "SELECT count(*)::int AS sent FROM notifications WHERE status = 'SENT' AND recipient = ANY ($1)",
            [people],
          );
          return rows[0]!.sent === people.length;
        },
        withinMs,
      );
      const { data } = await office.ask('GET', 'mails');
      const received = (data as { to: string; repeats: number }[]).filter(({ to }) => people.includes(to));
      expect(received).toHaveLength(people.length);
      expect(received.filter(({ repeats }) => repeats > 0)).toEqual([]);
    } finally {
      await replica.close();
    }
  });
});

describe('undelivered messages', () => {
  it.each([person('usr_1', 'CUSTOMER'), person('usr_1', 'SELLER')])('are for support alone', async (as) => {
    for (const [document, variables] of [
      [dead, {}],
      [resend, { messageId: newId('ntf'), key: newId('req') }],
      [unblock, { email: 'ada@example.org' }],
    ] as const) {
      const { errors } = await graph.query(document, variables, { as });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });
});
