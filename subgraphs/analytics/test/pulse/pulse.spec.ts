import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, type Viewer } from '@soko/auth';
import { analyticsPulse, type Envelope } from '@soko/events';
import { person, until } from '@soko/testing';
import { admin, registered, type Scene, startAnalytics } from '../start-analytics.ts';
import { betEvent, depositEvent, orderNews, paymentNews, withdrawalEvent } from './platform-events.ts';

const figure = '{ count amounts { amount currency } }';
const figures = `registrations ordersPlaced ${figure} ordersConfirmed ${figure} ordersCancelled ${figure} ordersFailed ${figure}
  paymentsCaptured ${figure} paymentsFailed refunds ${figure} betsPlaced ${figure} betsSettled ${figure} deposits ${figure}
  withdrawals ${figure}`;
const fields = `{ platformPulse { at from total { ${figures} } minutes { from figures { ${figures} } } } }`;
const subscription = `subscription ${fields}`;

const nothing = { count: 0, amounts: [] };
const quiet = {
  registrations: 0,
  ordersPlaced: nothing,
  ordersConfirmed: nothing,
  ordersCancelled: nothing,
  ordersFailed: nothing,
  paymentsCaptured: nothing,
  paymentsFailed: 0,
  refunds: nothing,
  betsPlaced: nothing,
  betsSettled: nothing,
  deposits: nothing,
  withdrawals: nothing,
};

const euros = (amount: string) => ({ amount, currency: 'EUR' });
const shillings = (amount: string) => ({ amount, currency: 'KES' });

let graph: Scene;
/** The clock of analytics. Each part of the spec has a day of its own. */
let now = new Date('2026-06-01T12:00:30.000Z');

beforeAll(async () => {
  graph = await startAnalytics({ now: () => now });
});

afterAll(() => graph.close());

async function pulse(as: Viewer = admin) {
  const { data, errors } = await graph.query(fields, {}, { as });
  if (errors) throw new Error(JSON.stringify(errors));
  return data['platformPulse'];
}

/** Publishes events and waits until they are recorded, which is when they are counted. */
async function recorded(events: readonly Envelope[]): Promise<void> {
  await graph.publish(events);
  const ids = events.map(({ id }) => id);
  await until('the events on record', async () => {
    const { rows } = await graph.pool.query('SELECT id FROM event_records WHERE id = ANY ($1)', [ids]);
    return rows.length === new Set(ids).size;
  });
}

const messages = async (): Promise<Envelope[]> =>
  (await graph.bus.read(analyticsPulse.name, { limit: 10_000 })).flatMap(({ envelope }) => envelope ?? []);

/** Lets the next message follow at once, as after a second. */
const letTimePass = () => graph.pool.query("UPDATE pulse_message SET sent_at = sent_at - interval '1 minute'");

const turn = () => graph.subgraph.runJob('analytics.publish-pulse');

/** Publishes what is new by now. The timer may have begun a turn before, which ends first: it had older figures. */
async function publishNews(): Promise<void> {
  await turn();
  await letTimePass();
  await turn();
}

const told = async (as: Viewer, envelope: Envelope) =>
  graph.query(subscription, {}, { as, event: { topic: analyticsPulse.name, envelope } });

describe('the pulse of the platform', () => {
  it('counts what happened, with amounts by currency', async () => {
    const at = '2026-06-01T12:00:05.000Z';
    await recorded([
      registered({ at }),
      registered({ at }),
      orderNews('placed', { at, totalMinor: 1_250 }),
      orderNews('placed', { at, totalMinor: 750 }),
      orderNews('placed', { at, totalMinor: 90_000, currency: 'KES' }),
      orderNews('confirmed', { at, totalMinor: 1_250 }),
      orderNews('cancelled', { at, totalMinor: 750 }),
      orderNews('expired', { at, totalMinor: 300 }),
      orderNews('failed', { at, totalMinor: 400 }),
      orderNews('fulfilled', { at, totalMinor: 1_250 }),
      paymentNews('captured', { at, amountMinor: 1_250 }),
      paymentNews('failed', { at, amountMinor: 400 }),
      paymentNews('refunded', { at, amountMinor: 200 }),
      paymentNews('authorized', { at, amountMinor: 1_250 }),
      betEvent('placed', { at, stakeMinor: 5_000 }),
      betEvent('settled', { at, stakeMinor: 5_000, paidMinor: 9_500 }),
      betEvent('settled', { at, stakeMinor: 5_000, paidMinor: 0 }),
      depositEvent('created', { at, amountMinor: 70_000 }),
      depositEvent('completed', { at, amountMinor: 70_000 }),
      withdrawalEvent('requested', { at, amountMinor: 30_000 }),
      withdrawalEvent('completed', { at, amountMinor: 30_000 }),
    ]);
    const expected = {
      registrations: 2,
      ordersPlaced: { count: 3, amounts: [euros('20.00'), shillings('900.00')] },
      ordersConfirmed: { count: 1, amounts: [euros('12.50')] },
      ordersCancelled: { count: 1, amounts: [euros('7.50')] },
      ordersFailed: { count: 2, amounts: [euros('7.00')] },
      paymentsCaptured: { count: 1, amounts: [euros('12.50')] },
      paymentsFailed: 1,
      refunds: { count: 1, amounts: [euros('2.00')] },
      betsPlaced: { count: 1, amounts: [shillings('50.00')] },
      betsSettled: { count: 2, amounts: [shillings('95.00')] },
      deposits: { count: 1, amounts: [shillings('700.00')] },
      withdrawals: { count: 1, amounts: [shillings('300.00')] },
    };
    const { minutes, ...shown } = await pulse();
    expect(shown).toEqual({ at: '2026-06-01T12:00:30.000Z', from: '2026-06-01T11:46:00.000Z', total: expected });
    expect(minutes).toHaveLength(15);
    expect(minutes.at(-1)).toEqual({ from: '2026-06-01T12:00:00.000Z', figures: expected });
    expect(minutes.slice(0, -1).map((minute: { figures: unknown }) => minute.figures)).toEqual(
      Array.from({ length: 14 }, () => quiet),
    );
  });

  it('counts an event once, however often it arrives', async () => {
    now = new Date('2026-06-02T12:00:30.000Z');
    const event = orderNews('placed', { at: '2026-06-02T12:00:05.000Z', totalMinor: 500 });
    await recorded([event, event]);
    await recorded([event, registered({ at: '2026-06-02T12:00:06.000Z' })]);
    expect((await pulse()).total).toEqual({
      ...quiet,
      registrations: 1,
      ordersPlaced: { count: 1, amounts: [euros('5.00')] },
    });
  });

  it('shows each in its minute, for 15 minutes', async () => {
    now = new Date('2026-06-03T12:00:30.000Z');
    const times = ['12:00:29.999', '11:59:59.999', '11:46:00.000', '11:45:59.999', '09:00:00.000'];
    await recorded(times.map((time) => registered({ at: `2026-06-03T${time}Z` })));
    const registrations = async () => {
      const { total, minutes } = await pulse();
      const some = minutes.filter((minute: typeof minutes) => minute.figures.registrations > 0);
      return { total: total.registrations, minutes: some.map(({ from }: { from: string }) => from.slice(11, 16)) };
    };
    expect(await registrations()).toEqual({ total: 3, minutes: ['11:46', '11:59', '12:00'] });
    now = new Date('2026-06-03T12:01:00.000Z');
    expect(await registrations()).toEqual({ total: 2, minutes: ['11:59', '12:00'] });
    now = new Date('2026-06-03T12:15:00.000Z');
    expect(await registrations()).toEqual({ total: 0, minutes: [] });
  });

  it('does not count again what is recorded again', async () => {
    now = new Date('2026-06-04T12:00:30.000Z');
    const events = [1, 2, 3].map(() => registered({ at: '2026-06-04T12:00:05.000Z' }));
    await recorded(events);
    const replica = await graph.replica({ ANALYTICS_REBUILD: 'true' });
    await recorded(events);
    expect((await pulse()).total).toEqual({ ...quiet, registrations: 3 });
    await replica.close();
  });
});

describe('watching the pulse', () => {
  it('gets a message after a change, which says what the query says without asking the database', async () => {
    now = new Date('2026-06-05T12:00:30.000Z');
    await recorded([
      orderNews('placed', { at: '2026-06-05T12:00:05.000Z', totalMinor: 500 }),
      orderNews('placed', { at: '2026-06-05T11:59:05.000Z', totalMinor: 9, currency: 'KES' }),
    ]);
    const expected = await pulse();
    expect(expected.total.ordersPlaced.count).toBe(2);
    const envelope = await until('a message with both', async () => {
      await publishNews();
      const last = (await messages()).at(-1);
      return last?.time === now.toISOString() && last;
    });
    expect(envelope).toMatchObject({ type: 'analytics.pulse.counted', subject: 'platform' });
    const { result, texts } = await graph.statements(() => told(admin, envelope));
    expect(result.data['platformPulse']).toEqual(expected);
    expect(texts.filter((text) => text.includes('pulse_counts') && text.startsWith('SELECT minute'))).toEqual([]);
    expect((await graph.query(subscription, {}, { as: admin, event: null })).extensions).toEqual({ keys: null });
  });

  it('gets no message while nothing changes, and one when a minute with figures has passed', async () => {
    now = new Date('2026-06-06T12:00:30.000Z');
    // The day before has passed, which may be news of its own.
    await publishNews();
    const before = (await messages()).length;
    const since = async () => (await messages()).slice(before);
    await recorded([registered({ at: '2026-06-06T12:00:05.000Z' })]);
    await until('a message', async () => {
      await publishNews();
      return (await since()).length === 1;
    });
    now = new Date('2026-06-06T12:00:59.000Z');
    for (let count = 0; count < 3; count += 1) await publishNews();
    expect(await since()).toHaveLength(1);
    now = new Date('2026-06-06T12:15:00.000Z');
    await publishNews();
    const last = await until('the message of the passed minute', async () => (await since())[1]);
    expect((await told(admin, last)).data['platformPulse'].total).toEqual(quiet);
  });

  it('gets one message a second at most, however much happens and however many processes count', async () => {
    now = new Date('2026-06-07T12:00:30.000Z');
    const replica = await graph.replica();
    const [startedAt, before] = [performance.now(), (await messages()).length];
    for (let round = 0; round < 30; round += 1) {
      await recorded(Array.from({ length: 20 }, () => registered({ at: '2026-06-07T12:00:05.000Z' })));
      await Promise.all([turn(), replica.subgraph.runJob('analytics.publish-pulse')]);
    }
    const count = (await messages()).length - before;
    expect(count).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - startedAt) / 950));
    expect(count).toBeGreaterThan(0);
    await until('a message with all', async () => {
      const last = (await messages()).at(-1)!;
      return (await told(admin, last)).data['platformPulse'].total.registrations === 600;
    });
    await replica.close();
  });

  it('is for administrators', async () => {
    const [envelope] = await messages();
    const codes = async (as: Viewer) =>
      (
        await Promise.all([
          graph.query(fields, {}, { as }),
          graph.query(subscription, {}, { as, event: null }),
          told(as, envelope!),
        ])
      ).map(({ errors }) => errors?.map(({ extensions }) => extensions?.['code']));
    expect(await codes(anonymous)).toEqual([['UNAUTHENTICATED'], ['UNAUTHENTICATED'], ['UNAUTHENTICATED']]);
    const key = { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: [] } as const;
    for (const viewer of [person('usr_1'), person('usr_2', 'SELLER'), person('usr_3', 'SUPPORT', 'TRADER'), key]) {
      expect(await codes(viewer)).toEqual([['FORBIDDEN'], ['FORBIDDEN'], ['FORBIDDEN']]);
    }
    expect(await codes(admin)).toEqual([undefined, undefined, undefined]);
  });
});
