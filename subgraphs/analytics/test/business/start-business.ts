import type { Viewer } from '@soko/auth';
import { type Envelope, ordersCart, ordersCheckout, ordersQuote, type Topic } from '@soko/events';
import { newId } from '@soko/ids';
import { person, type Fixture, startFixture, startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { businessTopics } from '../../domain/business/read-business-event.ts';
import { analytics } from '../../index.ts';
import { publishAll } from '../start-analytics.ts';

const namesOf = (topics: readonly Topic[]): string[] => topics.map(({ name }) => name);
const ofFunnel = [ordersCart, ordersQuote, ordersCheckout];
const topicsOf = {
  event_records: namesOf([...businessTopics, ...ofFunnel]),
  business: namesOf(businessTopics),
  funnel: namesOf(ofFunnel),
};

export const admin = person('usr_admin', 'ADMIN');

/** Members of the store `sto_1`: one who may change things, and two who may only look at the team. */
export const member = person('usr_member');
const roles: Readonly<Record<string, string>> = { usr_member: 'MEMBER', usr_helper: 'SUPPORT', usr_guest: 'GUEST' };

export const seller = person('usr_seller', 'SELLER');

/** Users, asked in the viewer's name. The administrator lives in Nairobi. */
function startUsers() {
  const idOf = (viewer: Viewer): string => (viewer.kind === 'user' ? viewer.id : '');
  const me = (_: unknown, __: never, viewer: Viewer) => {
    const id = idOf(viewer);
    return {
      id,
      timeZone: id === 'usr_admin' ? 'Africa/Nairobi' : null,
      seller: id === 'usr_seller' ? { id: 'slr_1' } : null,
    };
  };
  const store = (_: unknown, { id }: { id: string }, viewer: Viewer) =>
    id === 'sto_1' || id === 'sto_2' ? { id, myRole: id === 'sto_1' ? (roles[idOf(viewer)] ?? null) : null } : null;
  return startFixture('users', { Query: { me, store } }, {}, { admits: () => true });
}

/** Products on sale: one of `slr_1` in the store `sto_1`, and one of `slr_2`. */
export const productsOnSale = [newId('prd'), newId('prd')] as const;

const owners: Readonly<Record<string, { sellerId: string; storeId: string | null }>> = {
  [productsOnSale[0]]: { sellerId: 'slr_1', storeId: 'sto_1' },
  [productsOnSale[1]]: { sellerId: 'slr_2', storeId: null },
};

const startProducts = () =>
  startFixture('products', {
    Query: { ownersOfProducts: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => owners[id] ?? null) },
  });

export const cartToken = 'a-token-that-opens-a-cart';

/** Orders, asked in the name of a guest: `cartToken` opens a cart. */
function startOrders(): Pick<Fixture, 'transport'> {
  let given: string | undefined;
  const cart = () => (given === cartToken ? { id: 'crt_guest' } : null);
  const { transport } = startFixture('orders', { Query: { cart } }, {}, { admits: () => true });
  return {
    transport(request) {
      given = request.identity.guestToken;
      return transport(request);
    },
  };
}

const money = '{ amount }';
const trade = `created confirmed fulfilled cancelled failed sold gmv ${money} discounts ${money} fees ${money}
  averageOrder ${money} captured ${money} refunds ${money} disputesOpened disputesWon ${money} disputesLost ${money}`;
const platform = `trade { ${trade} } payouts ${money} deposits ${money}
  betting { bets stakes ${money} settledStakes ${money} payouts ${money} ggr ${money} }`;
const minted = 'minted failed claimed';
const mints = `mints { total { ${minted} } before { ${minted} } periods { from to figures { ${minted} } } }`;
const delivered = 'sent failed deliveryRate';
const messages = `messages { total { ${delivered} } before { ${delivered} } periods { from figures { ${delivered} } } }`;
const days = 'from to timeZone granularity updatedAt';

export const platformQuery = `query ($range: DashboardRange!) { platformDashboard(range: $range) { ${days} ${mints} ${messages}
  activePlayers { total before periods { from to count } }
  currencies { currency openLiability ${money} total { ${platform} } before { ${platform} }
    periods { from to figures { ${platform} } } } } }`;

export const storeQuery = `query ($storeId: ID!, $range: DashboardRange!) { storeDashboard(storeId: $storeId, range: $range) {
  ${days} ${mints} currencies { currency total { ${trade} } before { ${trade} } periods { from to figures { ${trade} } } } } }`;

export interface BusinessScene extends TestSubgraph {
  /** Publishes events and waits until the figures contain them. */
  publish(events: readonly Envelope[]): Promise<void>;
  /** Waits until the figures contain what is in the log. */
  caughtUp(): Promise<void>;
  // oxlint-disable-next-line typescript/no-explicit-any
  platform(range: Record<string, unknown>): Promise<any>;
  // oxlint-disable-next-line typescript/no-explicit-any
  store(storeId: string, range: Record<string, unknown>, as?: Viewer): Promise<any>;
}

export async function startBusiness(): Promise<BusinessScene> {
  const peers: Readonly<Record<string, Pick<Fixture, 'transport'>>> = {
    users: startUsers(),
    products: startProducts(),
    orders: startOrders(),
  };
  const graph = await startTestSubgraph(analytics, { peers: (name) => peers[name]!.transport });
  const groupOf = async (name: string): Promise<string> =>
    (await graph.pool.query('SELECT consumer_group FROM projections WHERE name = $1', [name])).rows[0].consumer_group;
  const caughtUp = async (): Promise<void> => {
    for (const [name, topics] of Object.entries(topicsOf)) {
      const isDone = await graph.bus.waitForGroup({ group: await groupOf(name), topics, timeoutMs: 20_000 });
      if (!isDone) throw new Error(`${name} did not catch up.`);
    }
  };
  const ask = async (query: string, variables: Record<string, unknown>, as: Viewer, field: string) => {
    const { data, errors } = await graph.query(query, variables, { as });
    if (errors) throw new Error(JSON.stringify(errors));
    return data[field];
  };
  return {
    ...graph,
    caughtUp,
    async publish(events) {
      await publishAll(graph.bus, events);
      await caughtUp();
    },
    platform: (range) => ask(platformQuery, { range }, admin, 'platformDashboard'),
    store: (storeId, range, as = member) => ask(storeQuery, { storeId, range }, as, 'storeDashboard'),
  };
}
