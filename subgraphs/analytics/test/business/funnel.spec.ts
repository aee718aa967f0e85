import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, type RequestIdentity, type Viewer } from '@soko/auth';
import { type Envelope, newEvent, ordersCart, ordersCheckout, ordersQuote, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { onFunnelChanged } from '../../events/on-funnel-changed.ts';
import { onPersonChanged } from '../../events/on-person-changed.ts';
import { trailAt } from '../sales/sales-world.ts';
import {
  admin,
  type BusinessScene,
  cartToken,
  member,
  productsOnSale,
  seller,
  startBusiness,
} from './start-business.ts';

let graph: BusinessScene;

beforeAll(async () => {
  graph = await startBusiness();
});

afterEach(() => graph.pool.query('TRUNCATE funnel_visits, tracked_events, erased_visitors'));

afterAll(() => graph.close());

const lamp = { productId: 'prd_1', sellerId: 'slr_1', storeId: 'sto_1' };
const vase = { productId: 'prd_2', sellerId: 'slr_2', storeId: null };

const added = (
  buyerId: string | null,
  at: string,
  goods = lamp as typeof lamp | typeof vase,
  cartId = `crt_${buyerId}`,
) => newEvent(ordersCart, 'line_added', { subject: cartId, sequence: 1, data: { buyerId, ...goods } }, trailAt(at));

const quoted = (buyerId: string | null, at: string, goods: object[] = [lamp], cartId = `crt_${buyerId}`) =>
  newEvent(
    ordersQuote,
    'made',
    { subject: newId('quo'), sequence: 1, data: { cartId, buyerId, goods: goods as [typeof lamp] } },
    trailAt(at),
  );

const paid = (buyerId: string | null, at: string, goods: object[] = [lamp], cartId = `crt_${buyerId}`) =>
  newEvent(
    ordersCheckout,
    'confirmed',
    {
      subject: newId('chk'),
      sequence: 3,
      data: {
        number: 'SO-2026-000001',
        buyerId,
        orderIds: [],
        total: { amountMinor: '1000', currency: 'EUR' },
        cartId,
        goods: goods as [typeof lamp],
      },
    },
    trailAt(at),
  );

const fields = 'views viewed carted quoted paid conversion';
const funnel = `funnel { total { ${fields} } before { ${fields} } periods { from figures { ${fields} } } }`;
const days = { from: '2026-03-10', to: '2026-03-11', timeZone: 'UTC' };

async function ask(query: string, as: Viewer, range: object = days) {
  const { data, errors } = await graph.query(
    `query ($range: DashboardRange!) { board: ${query} { ${funnel} } }`,
    { range },
    { as },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data['board'].funnel;
}

const platform = (range?: object) => ask('platformDashboard(range: $range)', admin, range);
const store = (range?: object) => ask('storeDashboard(storeId: "sto_1", range: $range)', member, range);
const ofSeller = (range?: object) => ask('sellerDashboard(range: $range)', seller, range);

const counts = ({ viewed, carted, quoted: priced, paid: bought }: Record<string, number>) => [
  viewed,
  carted,
  priced,
  bought,
];

/** Handles events as the consumers do, in the order given. */
async function handle(events: readonly Envelope[]): Promise<void> {
  const consumers = onFunnelChanged(graph, 'spec');
  for (const event of events) {
    const fit = consumers.find(({ topics }) => topics.some((topic) => event.type.startsWith(`${topic}.`)));
    await fit!.handle(event);
  }
}

const noon = '2026-03-10T12:00:00Z';
const next = '2026-03-11T12:00:00Z';

describe('the funnel', () => {
  it('counts each visitor once in a period, on every step up to the one that they reached', async () => {
    await graph.publish([
      added('usr_a', noon),
      quoted('usr_a', noon, [lamp, vase]),
      paid('usr_a', next, [lamp]),
      added('usr_b', noon),
      added('usr_b', '2026-03-10T18:00:00Z'),
      added(null, noon, vase, 'crt_guest'),
      quoted(null, next, [vase], 'crt_guest'),
      added('usr_c', '2026-03-09T12:00:00Z'),
    ]);
    const shown = await platform();
    expect(counts(shown.total)).toEqual([3, 3, 2, 1]);
    expect(shown.total).toMatchObject({ views: 0, conversion: 3_333 });
    expect(counts(shown.before)).toEqual([1, 1, 0, 0]);
    expect(shown.before.conversion).toBe(0);
    expect(shown.periods.map(({ figures }: { figures: Record<string, number> }) => counts(figures))).toEqual([
      [3, 3, 1, 0],
      [2, 2, 2, 1],
    ]);
    expect(counts((await store()).total)).toEqual([2, 2, 1, 1]);
    expect(counts((await ofSeller()).total)).toEqual([2, 2, 1, 1]);
    // The night of Nairobi begins three hours before.
    const nairobi = await platform({ from: '2026-03-12', to: '2026-03-12', timeZone: 'Africa/Nairobi' });
    expect(nairobi.total).toEqual({ views: 0, viewed: 0, carted: 0, quoted: 0, paid: 0, conversion: null });
  });

  it('is the same in any order, and however often the events arrive', async () => {
    const times = ['2026-03-10T08:00:00Z', noon, '2026-03-10T12:05:00Z', next, '2026-03-11T23:50:00Z'];
    const events = times.flatMap((at) => [added('usr_a', at), quoted('usr_a', at), added('usr_b', at, vase)]);
    await handle(events);
    const look = async () => [await platform(), await store(), await platform({ ...days, granularity: 'MONTH' })];
    const first = await look();
    expect(counts(first[0].total)).toEqual([2, 2, 1, 0]);
    await graph.pool.query('TRUNCATE funnel_visits');
    await Promise.all([handle(events.toReversed()), handle(events), handle(events.slice(5))]);
    expect(await look()).toEqual(first);
    const { rows } = await graph.pool.query(
      `SELECT FROM funnel_visits v WHERE previous_at IS DISTINCT FROM (SELECT max(b.at) FROM funnel_visits b
        WHERE (b.visitor, b.scope, b.step) = (v.visitor, v.scope, v.step) AND b.at < v.at)`,
    );
    expect(rows).toEqual([]);
  });
});

const trackText = `mutation ($input: TrackEventsInput!) { trackEvents(input: $input) {
  ... on EventsTracked { counted ignored } } }`;

const viewOf = (productId: string, more = {}) => ({
  clientId: newId('req'),
  type: 'PRODUCT_VIEWED',
  productId,
  ...more,
});

const track = (
  events: object[],
  as: Viewer = person('usr_a'),
  identity: Partial<RequestIdentity> = {},
  consent = true,
) => graph.query(trackText, { input: { events, consent } }, { as, identity });

/** The days around today, also when a day ends meanwhile. */
const around = () => {
  const dayAfter = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return { from: dayAfter(-3), to: dayAfter(2), timeZone: 'UTC' };
};

describe('events of clients', () => {
  const [first, second] = productsOnSale;

  it('count once, with their visitor if the visitor agreed', async () => {
    const events = [viewOf(first), viewOf(first), viewOf(second, { secondsAgo: 86_400 })];
    expect((await track(events)).data['trackEvents']).toEqual({ counted: 3, ignored: 0 });
    // Sent again, together with a new one twice and a product that is not on sale.
    const again = viewOf(second);
    const repeated = await track([...events, again, again, viewOf(newId('prd')), viewOf('nothing')]);
    expect(repeated.data['trackEvents']).toEqual({ counted: 1, ignored: 6 });
    const apart = await Promise.all(Array.from({ length: 5 }, () => track(events)));
    expect(apart.map(({ data }) => data['trackEvents'].counted)).toEqual([0, 0, 0, 0, 0]);
    await track([viewOf(first)], person('usr_b'), {}, false);
    const { total } = await platform(around());
    expect(total).toMatchObject({ views: 5, viewed: 1, carted: 0 });
    expect((await store(around())).total).toMatchObject({ views: 3, viewed: 1 });
  });

  it('are those of the cart of a guest, which may come further', async () => {
    const guestToken = cartToken;
    await track([viewOf(first)], anonymous, { guestToken });
    await track([viewOf(first)], anonymous, { guestToken: 'a-token-that-opens-nothing' });
    await track([viewOf(first)], anonymous);
    await handle([quoted(null, new Date().toISOString(), [lamp], 'crt_guest')]);
    const { total } = await platform(around());
    expect(total).toMatchObject({ views: 3, viewed: 1, carted: 1, quoted: 1, paid: 0 });
  });

  it.each([
    [[], 'events'],
    [Array.from({ length: 51 }, () => viewOf('prd_1')), 'events'],
    [[viewOf('prd_1', { clientId: 'short' })], 'events.0.clientId'],
    [[viewOf('prd_1', { secondsAgo: 86_401 })], 'events.0.secondsAgo'],
    [[viewOf('prd_1', { secondsAgo: -1 })], 'events.0.secondsAgo'],
  ])('are refused when they do not fit', async (events, field) => {
    expect((await track(events)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });

  it('are limited by network', async () => {
    const identity = { clientAddress: '203.0.113.9' };
    const batch = () =>
      track(
        Array.from({ length: 50 }, () => viewOf('nothing')),
        person('usr_a'),
        identity,
      );
    const answers = await Promise.all(Array.from({ length: 61 }, batch));
    const refused = answers.filter(({ errors }) => errors !== undefined);
    expect(refused).toHaveLength(1);
    expect(refused[0]!.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  });

  const erase = (userId: string) => {
    const erased = newEvent(usersUser, 'erased', { subject: userId, sequence: 9, data: {} }, trailAt(noon));
    const findStanding = () => Promise.resolve(null);
    return onPersonChanged({ pool: graph.pool, now: () => new Date(), findStanding }).handle(erased);
  };

  it('leave counts without a trace of a person who was erased', async () => {
    await track([viewOf(first)], person('usr_gone'));
    await handle([added('usr_gone', noon)]);
    const before = await graph.pool.query('SELECT DISTINCT visitor FROM funnel_visits');
    await erase('usr_gone');
    expect((await platform(around())).total).toMatchObject({ views: 1, viewed: 1 });
    expect(counts((await platform()).total)).toEqual([1, 1, 0, 0]);
    const after = await graph.pool.query('SELECT DISTINCT visitor FROM funnel_visits');
    expect(after.rows).toHaveLength(1);
    expect(after.rows).not.toEqual(before.rows);
    expect((await graph.pool.query('SELECT FROM tracked_events')).rows).toEqual([]);
  });

  it('bring no visitor back who was erased, when they arrive later or once more', async () => {
    const story = [added('usr_gone', noon), quoted('usr_gone', noon), paid('usr_gone', next)];
    await handle(story.slice(0, 2));
    const numberOf = async () =>
      (await graph.pool.query('SELECT DISTINCT visitor::text FROM funnel_visits WHERE visitor <> 0')).rows;
    await erase('usr_gone');
    const nobody = await numberOf();
    await Promise.all([handle(story), track([viewOf(first)], person('usr_gone')), erase('usr_gone')]);
    expect(await numberOf()).toEqual(nobody);
    expect(counts((await platform()).total)).toEqual([1, 1, 1, 0]);
    expect((await platform(around())).total).toMatchObject({ views: 1, viewed: 0 });
    expect((await graph.pool.query(`SELECT FROM tracked_events WHERE visitor <> 0`)).rows).toEqual([]);
  });
});
