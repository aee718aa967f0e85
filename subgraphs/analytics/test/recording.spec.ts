import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordedTopics } from '@soko/events';
import { seal } from '@soko/seal';
import { until } from '@soko/testing';
import { approved, registered, type Scene, startAnalytics } from './start-analytics.ts';

let graph: Scene;

beforeAll(async () => {
  graph = await startAnalytics();
});

afterAll(() => graph.close());

const rowsOf = async (condition = 'true', values: unknown[] = []) =>
  (await graph.pool.query(`SELECT * FROM event_records WHERE ${condition}`, values)).rows;

const groupNow = async (): Promise<string> =>
  (await graph.pool.query("SELECT consumer_group FROM projections WHERE name = 'event_records'")).rows[0]
    .consumer_group;

describe('recording events', () => {
  it('consumes every topic but fleeting ones', async () => {
    const lag = await graph.bus.lag(await groupNow());
    expect(Object.keys(lag)).toEqual(expect.arrayContaining(recordedTopics.map(({ name }) => name)));
    expect(Object.keys(lag)).not.toContain('chat.typing');
  });

  it('records an event once, however often it arrives', async () => {
    const event = registered({ subject: 'usr_twice' });
    const after = registered({ subject: 'usr_twice' });
    await graph.publish([event, event]);
    await graph.publish([event, after]);
    await until('the last one', async () => (await rowsOf('id = $1', [after.id])).length === 1);
    expect(await rowsOf('subject = $1', ['usr_twice'])).toHaveLength(2);
  });

  it('keeps no secrets and no personal data', async () => {
    const secret = seal('a seal key for specs, of 32 characters or more', 'payout', '+254712345678');
    const events = [registered({ subject: 'usr_secret' }), approved({ subject: 'slr_secret', sealed: secret })];
    await graph.publish(events);
    await until('both', async () => (await rowsOf("subject LIKE '%\\_secret'")).length === 2);
    const text = JSON.stringify(await rowsOf());
    expect(text).not.toContain(secret);
    expect(text).not.toContain('ada@example.org');
    expect(text).not.toContain('…678');
  });

  it('records text that Postgres refuses, and continues', async () => {
    const odd = { ...registered({ subject: 'usr_odd' }), data: { locale: 'nul \0 and half \ud83d', roles: [] } };
    await graph.publish([odd]);
    const [row] = await until('the odd one', async () => {
      const rows = await rowsOf('subject = $1', ['usr_odd']);
      return rows.length === 1 && rows;
    });
    expect(row.data).toEqual({ locale: 'nul \ufffd and half \ufffd', roles: [] });
  });

  it('an event that cannot be recorded fails no other event', async () => {
    const tooFar = registered({ subject: 'usr_far', sequence: 3_000_000_000 });
    const fine = ['a', 'b', 'c', 'd'].map((name) => registered({ subject: `usr_fine_${name}` }));
    await graph.publish([tooFar, ...fine]);
    await until('the others', async () => (await rowsOf("subject LIKE 'usr\\_fine\\_%'")).length === 4);
    expect(await rowsOf('subject = $1', ['usr_far'])).toEqual([]);
  });
});
