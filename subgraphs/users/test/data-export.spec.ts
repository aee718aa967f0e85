import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Envelope } from '@soko/events';
import type { PersonalPart } from '@soko/subgraph';
import { startFixture, until } from '@soko/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { dataExportRules } from '../domain/data-export.ts';
import { cleanUp } from '../store/clean-up.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { kindsOf, mutationsOf } from './ask.ts';
import { join, type LoggedIn } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;
let app: FastifyInstance;
let origin: string;

/** What chat holds about each person, in parts. */
const parts = new Map<string, PersonalPart[]>();

type Asked = { userId: string; after?: string | null };

/** Called with what chat is asked. It throws where chat is to refuse. */
let watchChat: ((asked: Asked) => void) | null = null;

function partOf(asked: Asked): PersonalPart {
  watchChat?.(asked);
  return parts.get(asked.userId)?.[Number(asked.after ?? 0)] ?? { section: 'messages', items: [], next: null };
}

/** A subgraph that holds one item about everyone. */
const holding = (name: string, section: string, item: Record<string, unknown>) =>
  startFixture(name, { Query: { [`${name}DataOf`]: (): PersonalPart => ({ section, items: [item], next: null }) } });

const peers = {
  chain: holding('chain', 'chainWallets', { kind: 'CUSTODIAL' }),
  chat: startFixture('chat', { Query: { chatDataOf: (_, asked: Asked) => partOf(asked) } }),
  fulfilment: holding('fulfilment', 'deliveries', { attempts: 1 }),
  notifications: holding('notifications', 'quietHours', { from: '22:00' }),
  orders: holding('orders', 'cart', { quantity: 2 }),
  payments: holding('payments', 'savedMethods', { last4: '4242' }),
  products: holding('products', 'reviews', { rating: 4 }),
  wallets: holding('wallets', 'wallets', { currency: 'KES' }),
};

beforeAll(async () => {
  graph = await startUsers({}, (name) => peers[name as keyof typeof peers].transport);
  app = Fastify();
  await graph.subgraph.routes(app);
  origin = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await app.close();
  await graph.close();
});

const change = mutationsOf(() => graph);
const fields = 'id status requestedAt completedAt expiresAt downloadUrl';
const request = `mutation {
  requestDataExport { __typename ... on DataExport { ${fields} } ... on DataExportTooSoon { code availableAt dataExport { id } } }
}`;

const look = async ({ viewer }: LoggedIn, id: string) =>
  (await graph.query(`query ($id: ID!) { dataExport(id: $id) { ${fields} } }`, { id }, { as: viewer })).data[
    'dataExport'
  ];

/** Gathers what is due, so that no spec waits for the next turn of the job. */
const ready = (person: LoggedIn, id: string) =>
  until('the export is ready', async () => {
    await graph.subgraph.runJob('users.gather-data-exports');
    const found = await look(person, id);
    return found.status === 'READY' && found;
  });

const partsOf = async (exportId: string) =>
  (await graph.pool.query('SELECT position FROM data_export_parts WHERE export_id = $1', [exportId])).rows;

const download = (url: string) => {
  const { pathname, search } = new URL(url);
  return fetch(origin + pathname + search);
};

describe('a data export', () => {
  it('contains all data about a user and no secrets of the service', async () => {
    const amina = await join(graph, 'amina@example.com', { phone: '+254712345678' });
    const address = { name: 'Amina', line1: 'Moi Avenue 1', city: 'Nairobi', country: 'KE' };
    await change('addAddress', { address }, amina.viewer);
    const asked = (await graph.query(request, {}, { as: amina.viewer })).data['requestDataExport'];
    expect(asked).toMatchObject({ __typename: 'DataExport', status: 'PENDING', downloadUrl: null });
    const { downloadUrl } = await ready(amina, asked.id);
    const answer = await download(downloadUrl);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${asked.id}.json"`,
      'cache-control': 'no-store',
    });
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      id: amina.id,
      email: 'amina@example.com',
      phone: '+254712345678',
      addresses: [{ city: 'Nairobi' }],
      sessions: [{ userId: amina.id }],
      challenges: [{ purpose: 'SIGNUP' }],
      statusChanges: [{ to: 'ACTIVE' }],
    });
    expect(text).not.toMatch(/argon2|hash|sealed/i);
  });

  it('contains what the other subgraphs hold, part by part, and waits until all have answered', async () => {
    const amina = await join(graph, 'everywhere@example.com');
    parts.set(amina.id, [
      { section: 'messages', items: [{ text: 'Is it oak?' }], next: '1' },
      { section: 'messages', items: [{ text: 'Thank you!' }], next: '2' },
      { section: 'blockedPeople', items: [], next: null },
    ]);
    let refusals = 0;
    peers.chat.watch.before = () => {
      refusals += 1;
      if (refusals <= 2) throw new Error('chat is being repaired');
    };
    try {
      const { id } = (await graph.query(request, {}, { as: amina.viewer })).data['requestDataExport'];
      const { downloadUrl } = await ready(amina, id);
      expect(refusals).toBeGreaterThan(2);
      expect(await (await download(downloadUrl)).json()).toMatchObject({
        id: amina.id,
        chat: { messages: [{ text: 'Is it oak?' }, { text: 'Thank you!' }], blockedPeople: [] },
        fulfilment: { deliveries: [{ attempts: 1 }] },
        notifications: { quietHours: [{ from: '22:00' }] },
        orders: { cart: [{ quantity: 2 }] },
        payments: { savedMethods: [{ last4: '4242' }] },
        products: { reviews: [{ rating: 4 }] },
        wallets: { wallets: [{ currency: 'KES' }] },
      });
    } finally {
      delete peers.chat.watch.before;
    }
  });

  it('is announced to its owner by a sealed link', async () => {
    const amina = await join(graph, 'linked@example.com');
    const { id } = (await graph.query(request, {}, { as: amina.viewer })).data['requestDataExport'];
    const { downloadUrl } = await ready(amina, id);
    const told = (await graph.told('users.user.data_export_ready')).at(-1) as Envelope<string, Record<string, string>>;
    expect(told).toMatchObject({ subject: amina.id, data: { exportId: id, email: 'linked@example.com' } });
    expect(graph.unsealed('data-export', told.data['downloadUrl'] ?? '')).toBe(downloadUrl);
  });

  it('is not visible to other users', async () => {
    const amina = await join(graph, 'exported@example.com');
    const mallory = await join(graph, 'mallory@example.com');
    const { id } = (await graph.query(request, {}, { as: amina.viewer })).data['requestDataExport'];
    const { downloadUrl } = await ready(amina, id);
    await expect(look(mallory, id)).resolves.toBeNull();
    const token = new URL(downloadUrl).searchParams.get('token') ?? '';
    for (const path of [
      `/data-exports/${id}`,
      `/data-exports/${id}?token=`,
      `/data-exports/${id}?token=${token.slice(0, -1)}`,
      `/data-exports/${id}?token=x&token=y`,
      `/data-exports/exp_other?token=${token}`,
    ]) {
      expect((await fetch(origin + path)).status).toBe(404);
    }
  });

  it('is limited to one a day, also for two requests at once', async () => {
    const amina = await join(graph, 'eager@example.com');
    const ask = async () => (await graph.query(request, {}, { as: amina.viewer })).data['requestDataExport'];
    const answers = await Promise.all([ask(), ask()]);
    expect(kindsOf(answers)).toEqual(['DataExport', 'DataExportTooSoon']);
    await expect(ask()).resolves.toMatchObject({
      code: 'DATA_EXPORT_TOO_SOON',
      dataExport: { id: expect.any(String) },
    });
    graph.pass({ days: 1 });
    await expect(ask()).resolves.toMatchObject({ __typename: 'DataExport' });
  });

  it('expires after a week, and then its content is deleted', async () => {
    const amina = await join(graph, 'expiring@example.com');
    const { id } = (await graph.query(request, {}, { as: amina.viewer })).data['requestDataExport'];
    const { downloadUrl, expiresAt } = await ready(amina, id);
    graph.pass({ days: 7, seconds: 1 });
    expect((await download(downloadUrl)).status).toBe(404);
    await expect(look(amina, id)).resolves.toMatchObject({ status: 'EXPIRED', downloadUrl: null });
    const db = new PrismaClient({ adapter: graph.subgraph.database.adapter });
    await cleanUp(db, new Date(Date.parse(expiresAt) + 1));
    const { rows } = await graph.pool.query('SELECT status FROM data_exports WHERE id = $1', [id]);
    expect(rows).toEqual([{ status: 'EXPIRED' }]);
    await expect(partsOf(id)).resolves.toEqual([]);
  });

  it('goes on behind its last part, and asks for none twice', async () => {
    const amina = await join(graph, 'resumed@example.com');
    parts.set(amina.id, [
      { section: 'messages', items: [{ text: 'One' }], next: '1' },
      { section: 'messages', items: [{ text: 'Two' }], next: '2' },
      { section: 'messages', items: [{ text: 'Three' }], next: null },
    ]);
    const asked: (string | null | undefined)[] = [];
    let isBroken = true;
    watchChat = ({ userId, after }) => {
      if (userId !== amina.id) return;
      if (after === '2' && isBroken) {
        isBroken = false;
        throw new Error('chat is being repaired');
      }
      asked.push(after);
    };
    try {
      const { id } = (await graph.query(request, {}, { as: amina.viewer })).data['requestDataExport'];
      const { downloadUrl } = await ready(amina, id);
      expect(isBroken).toBe(false);
      expect(asked.map((after) => after ?? null)).toEqual([null, '1', '2']);
      expect(await (await download(downloadUrl)).json()).toMatchObject({
        chat: { messages: [{ text: 'One' }, { text: 'Two' }, { text: 'Three' }] },
      });
    } finally {
      watchChat = null;
    }
  });

  it('fails after tries that bring nothing: it leaves no parts, tells its owner, and lets them ask again', async () => {
    const amina = await join(graph, 'broken@example.com');
    parts.set(amina.id, [{ section: 'messages', items: [{ text: 'One' }], next: '1' }]);
    let refusals = 0;
    watchChat = ({ userId, after }) => {
      if (userId !== amina.id || after !== '1') return;
      refusals += 1;
      throw new Error('chat cannot read this');
    };
    try {
      const { id } = (await graph.query(request, {}, { as: amina.viewer })).data['requestDataExport'];
      // The first turn brings parts, the last one ends it.
      for (let turn = 0; turn < dataExportRules.maxTries + 2; turn += 1) {
        await graph.subgraph.runJob('users.gather-data-exports');
        graph.pass({ hours: 1 });
      }
      expect(refusals).toBe(1 + dataExportRules.maxTries);
      await expect(look(amina, id)).resolves.toMatchObject({ status: 'FAILED', downloadUrl: null });
      await expect(partsOf(id)).resolves.toEqual([]);
      const told = (await graph.told('users.user.data_export_failed')).at(-1);
      expect(told).toMatchObject({ subject: amina.id, data: { exportId: id } });
      await expect(graph.query(request, {}, { as: amina.viewer })).resolves.toMatchObject({
        data: { requestDataExport: { __typename: 'DataExport', status: 'PENDING' } },
      });
    } finally {
      watchChat = null;
    }
  });

  it('is no file without its end where it expires during the download', async () => {
    const amina = await join(graph, 'cut@example.com');
    const { id } = (await graph.query(request, {}, { as: amina.viewer })).data['requestDataExport'];
    const { downloadUrl } = await ready(amina, id);
    await graph.pool.query('DELETE FROM data_export_parts WHERE export_id = $1 AND position = 3', [id]);
    const answer = await download(downloadUrl);
    await expect(answer.text()).rejects.toThrow('terminated');
  });
});

describe('the public keys', () => {
  it('are served at /.well-known/jwks.json', async () => {
    const answer = await fetch(`${origin}/.well-known/jwks.json`);
    expect(answer.status).toBe(200);
    await expect(answer.json()).resolves.toEqual({
      keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', x: expect.any(String), kid: expect.any(String) }],
    });
  });
});
