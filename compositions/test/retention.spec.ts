import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createLogger } from '@soko/log';
import { createTestDatabase, type TestDatabase, until } from '@soko/testing';
import { v7 } from 'uuid';
import { type Client, client, signedInAs } from '../../e2e/harness/client.ts';
import { fillCart, goodsOnSale, placeOrder, type Goods } from '../../e2e/harness/buying.ts';
import { packAndDeliver } from '../../e2e/harness/fulfilling.ts';
import { codeFor, password } from '../../e2e/harness/people.ts';
import { freePort } from '../../e2e/harness/soko.mjs';
import { eventLogDatabase, databaseOf } from '../databases.ts';
import { processVariables } from '../env.ts';
import { type Standalone, startStandalone } from '../index.ts';
import { subgraphNames } from '../subgraphs.ts';
import { countRows, searchDatabase, searchFiles } from './search-everywhere.ts';

jest.setTimeout(180_000);

const dayMs = 86_400_000;
const databases = [eventLogDatabase, ...subgraphNames.map(databaseOf)];

let server: TestDatabase;
let folder: string;
let soko: Standalone;
let aheadMs = 0;
const lines: string[] = [];

/** The gateway and the subgraphs read the variables of the process. */
const setVariables = async () =>
  Object.assign(processVariables, {
    DATABASE_URL: server.connectionString,
    SOKO_DATA_DIR: folder,
    // The log in Postgres is searched and pruned here; Kafka prunes its topics itself.
    KAFKA_BROKERS: '',
    PORT: String(await freePort()),
    // The fewest connections that are allowed: whatever runs here gets on with them.
    SOKO_POOL_SIZE: '2',
    LOG_LEVEL: 'trace',
    NOTIFICATIONS_OUTBOX: 'true',
    WALLETS_SIMULATED_FEED: 'false',
    PROJECTION_WAIT_MS: '10000',
    USERS_PASSWORD_MEMORY_KIB: '8',
    USERS_PASSWORD_PASSES: '1',
  });

const start = async (): Promise<Standalone> =>
  startStandalone(await setVariables(), {
    reset: true,
    now: () => new Date(Date.now() + aheadMs),
    log: createLogger({ name: 'soko', level: 'trace', destination: { write: (line) => void lines.push(line) } }),
  });

beforeAll(async () => {
  server = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'soko-retention-'));
  soko = await start();
});

afterAll(async () => {
  await soko.close();
  await server.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Waits until every event is handled. */
const settled = () =>
  until('every event is handled', async () => {
    for (const { relay, consuming } of Object.values(soko.subgraphs)) {
      await relay.drain();
      for (const group of consuming.groups) {
        if (Object.values(await soko.bus.lag(group)).some((lag) => lag > 0)) return false;
      }
    }
    return true;
  });

/** Runs the jobs that forget, in every subgraph. */
async function forget(): Promise<void> {
  for (const [name, subgraph] of Object.entries(soko.subgraphs)) await subgraph.runJob(`${name}.prune`);
  await soko.subgraphs.users.runJob('users.clean-up');
  await soko.subgraphs.fulfilment.runJob('fulfilment.erase-addresses');
  await soko.subgraphs.products.runJob('products.remove-unused-files');
  await soko.subgraphs.payments.runJob('payments.forget-customers');
  await soko.subgraphs.notifications.runJob('notifications.remove-expired-texts');
}

const search = async (words: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(databases.map((name) => searchDatabase(server.connectionString, name, words)));
  const written = lines.filter((line) => words.some((word) => line.toLowerCase().includes(word)));
  // The simulated providers stand for providers elsewhere, which keep their own records of payments.
  const files = (await searchFiles(folder, words)).filter((path) => !path.startsWith(join(folder, 'simulators')));
  return [...found.flat(), ...files, ...written];
};

/** Rows of every table, by database and table. */
async function counts(): Promise<Record<string, number>> {
  const all = databases.map(async (name) =>
    Object.entries(await countRows(server.connectionString, name)).map(
      ([table, n]) => [`${name}.${table}`, n] as const,
    ),
  );
  return Object.fromEntries((await Promise.all(all)).flat());
}

const rows = async (database: string, text: string, values: unknown[] = []): Promise<unknown[]> => {
  const found = Object.values(soko.subgraphs).find(({ name }) => databaseOf(name) === database);
  return (await found!.database.pool.query(text, values)).rows;
};

/** Lets days pass, and what is old be deleted. */
async function age(days: number): Promise<void> {
  aheadMs += days * dayMs;
  await settled();
  await forget();
}

const staff = (name: string): Promise<Client> => signedInAs(`${name}@example.com`, soko.url);

const guestContact = { email: 'guest@example.org' };

const marker = `zq${v7().slice(-6)}`;
const email = `${marker}mail@example.org`;
const phone = '+254798765432';
const address = {
  name: `${marker}first ${marker}last`,
  line1: `${marker}street 9`,
  city: `${marker}city`,
  postalCode: '10115',
  country: 'DE',
  phone,
};
const words = [marker, '254798765432', '798765432'];

const run = async (who: Client, name: string, input: object | null, selection = '__typename') => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
  const document =
    input === null
      ? `mutation { ${name} { ${selection} ... on UserError { code } } }`
      : `mutation ($input: ${type}) { ${name}(input: $input) { ${selection} ... on UserError { code message } } }`;
  const data = await who.data(document, input === null ? {} : { input });
  if (data[name].code !== undefined) throw new Error(`${name}: ${JSON.stringify(data[name])}`);
  return data[name];
};

async function signUp(visitor: Client): Promise<Client> {
  const input = { email, password, phone, firstName: `${marker}first`, lastName: `${marker}last` };
  const { id: challengeId } = await run(visitor, 'signUp', input, '... on OtpChallenge { id }');
  const code = await codeFor(visitor, email);
  const { accessToken } = await run(visitor, 'verifyOtp', { challengeId, code }, '... on Session { accessToken }');
  return visitor.withToken(accessToken);
}

async function buy(buyer: Client, goods: Goods, contact: { email: string }): Promise<string> {
  const cartToken = await fillCart(buyer, [[goods.small, 1]]);
  const quote = await run(
    buyer,
    'quoteCheckout',
    { cartToken, email: contact.email, address, deliveryMethod: 'STANDARD' },
    '... on CheckoutQuote { id }',
  );
  const checkout = await placeOrder(buyer, quote.id);
  if (checkout.status !== 'CONFIRMED') throw new Error(`Not bought: ${JSON.stringify(checkout)}`);
  return checkout.orders[0].id;
}

describe('what is kept of a person', () => {
  let goods: Goods;

  it('is found nowhere after the erasure of the account', async () => {
    const { url } = soko;
    const visitor = client({ url });
    goods = await goodsOnSale('kept', 50, url);
    const owner = await signedInAs('amina@example.com', url).catch(() => goods.seller);
    const person = await signUp(visitor);
    await run(person, 'addAddress', { address });
    const orderId = await buy(person, goods, { email });
    await packAndDeliver(await staff('warehouse'), await staff('courier'), orderId);
    // A cart and a quote that lead to nothing.
    const cartToken = await fillCart(person, [[goods.large, 1]]);
    const message = `${marker} writes`;
    await run(person, 'startConversation', { orderId, message, clientId: v7() });
    await run(person, 'quoteCheckout', { cartToken, email, address, deliveryMethod: 'STANDARD' });
    const application = {
      displayName: 'Good goods',
      handle: `good-${v7().slice(-8)}`,
      payoutMethod: { kind: 'MPESA', phone },
    };
    const { id: sellerId } = await run(person, 'applyAsSeller', application, '... on Seller { id }');
    await settled();
    await person.data(
      'mutation ($input: SetBillingDetailsInput!) { setBillingDetails(input: $input) { __typename } }',
      {
        input: {
          sellerId,
          legalName: `${marker} Ltd`,
          address: { line1: address.line1, city: address.city, country: 'DE' },
          taxId: `DE${marker}`,
        },
      },
    );
    const store = await run(owner, 'createStore', { name: 'Kept store' }, '... on Store { id }');
    await run(owner, 'inviteStoreMember', { storeId: store.id, email, role: 'MEMBER' });
    await run(person, 'updateProfile', { firstName: `${marker}other` });
    await run(person, 'addToWishlist', { productId: goods.productId });
    await run(person, 'saveSearch', { name: `${marker}search`, filter: { search: `${marker}words` } });
    await person.data('mutation ($id: ID!) { recordProductView(input: { productId: $id }) { __typename } }', {
      id: goods.productId,
    });
    await run(person, 'requestDataExport', null);
    await soko.subgraphs.users.runJob('users.gather-data-exports');
    await settled();
    expect((await search(words)).length).toBeGreaterThan(10);

    await run(person, 'eraseAccount', { password });
    await settled();
    await forget();
    await settled();
    expect(await search(words)).toEqual([]);
    expect(await rows('soko_products', 'SELECT * FROM wish WHERE product_id = $1', [goods.productId])).toEqual([]);
  });

  it('is deleted once it is old, and nothing that is open', async () => {
    const guest = client({ url: soko.url });
    const [delivered, open] = [await buy(guest, goods, guestContact), await buy(guest, goods, guestContact)];
    await packAndDeliver(await staff('warehouse'), await staff('courier'), delivered);
    await fillCart(guest, [[goods.small, 1]]);
    await soko.subgraphs.products.runJob('products.expire-uploads');
    await settled();
    const before = await counts();
    expect(before).toMatchObject({
      'soko_events.event_log': expect.any(Number),
      'soko_orders.order_task': expect.any(Number),
    });

    await age(1.5);
    await age(30);
    expect(await counts()).toMatchObject({
      'soko_events.event_log': 0,
      'soko_orders.quote': 0,
      'soko_orders.order_task': 0,
      'soko_orders.inbox': 0,
      'soko_fulfilment.inbox': 0,
      'soko_users.personal_key': 0,
      'soko_users.otp_challenges': 0,
      'soko_payments.provider_event': 0,
    });
    // The reservation of the order that is not packed stays, and that alone.
    expect(await rows('soko_fulfilment', 'SELECT order_id FROM reservation')).toEqual([{ order_id: open }]);

    await age(60);
    const after = await counts();
    expect(after).toMatchObject({
      'soko_orders.cart': 0,
      'soko_users.sessions': 0,
    });
    // Jobs of the days that have passed since then leave notifications and events of their own.
    const tomorrow = new Date(Date.now() + dayMs);
    expect(
      await rows('soko_notifications', 'SELECT template FROM notifications WHERE created_at < $1', [tomorrow]),
    ).toEqual([]);
    // The seed has older ones.
    expect(after['soko_analytics.event_records']).toBeGreaterThan(before['soko_analytics.event_records']! / 2);
    const kept = ['orders.orders', 'orders.order_line', 'payments.payment', 'fulfilment.packaging', 'products.product'];
    for (const table of kept) expect([table, after[`soko_${table}`]]).toEqual([table, before[`soko_${table}`]]);

    await age(120);
    const contacts = await rows(
      'soko_orders',
      `SELECT id, email, address ->> 'city' AS city FROM orders WHERE id = ANY ($1)`,
      [[delivered, open]],
    );
    expect(contacts).toEqual(
      expect.arrayContaining([
        { id: delivered, email: '', city: '' },
        { id: open, email: guestContact.email, city: address.city },
      ]),
    );
    const parcels = await rows(
      'soko_fulfilment',
      `SELECT order_id AS id, address ->> 'city' AS city FROM packaging WHERE order_id = ANY ($1)`,
      [[delivered, open]],
    );
    expect(parcels).toEqual(
      expect.arrayContaining([
        { id: delivered, city: '' },
        { id: open, city: address.city },
      ]),
    );
    await age(200);
    expect(await rows('soko_analytics', 'SELECT type FROM event_records WHERE time < $1', [tomorrow])).toEqual([]);
  });

  it('is deleted by --reset, the files included', async () => {
    const media = join(folder, 'media');
    const uploads = (await readdir(media, { recursive: true })).filter(
      (path) => path.includes('upl_') || path.includes('uploads'),
    );
    expect(uploads.length).toBeGreaterThan(0);
    await soko.close();
    soko = await start();
    const left = await readdir(media, { recursive: true });
    expect(left.filter((path) => uploads.includes(path))).toEqual([]);
  });
});
