import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changePersonalFields, newEvent, productsSavedSearch } from '@soko/events';
import { newId } from '@soko/ids';
import { newPersonalKey, seal, sealPersonal } from '@soko/seal';
import type { SubgraphTransport } from '@soko/subgraph';
import { person, until } from '@soko/testing';
import { registered, type Scene, sealKey, startNotifications } from './start-notifications.ts';

/** The keys that products keeps, by the events that they open. */
const keys = new Map<string, string>();

/** Products as it answers for its keys. Nobody else has them. */
const products: SubgraphTransport = async ({ query, variables }) => {
  expect(query).toContain('productsPersonalKey');
  return { data: { productsPersonalKey: keys.get(String(variables?.['eventId'])) ?? null } };
};

const nobody: SubgraphTransport = async ({ query }) => {
  throw new Error(`Nobody is to be asked: ${query}`);
};

describe('matches of saved searches', () => {
  let graph: Scene;
  beforeAll(async () => {
    graph = await startNotifications({ PRODUCT_PAGE_URL: 'https://shop.example/p/{slug}?of={id}' }, (name) =>
      name === 'products' ? products : nobody,
    );
  });
  afterAll(() => graph.close());

  const product = (title: string) => ({
    productId: newId('prd'),
    slug: title.toLowerCase().replaceAll(' ', '-'),
    title,
    price: { amountMinor: '4900', currency: 'EUR' },
  });
  const matched = (
    userId: string,
    products: ReturnType<typeof product>[],
    more: { name?: string; count?: number } = {},
  ) =>
    newEvent(
      productsSavedSearch,
      'matched',
      {
        subject: newId('ssr'),
        sequence: 1,
        data: {
          userId,
          name: seal(sealKey, 'saved-search', more.name ?? 'Lamps of evil.example'),
          count: more.count ?? products.length,
          products,
        },
      },
      graph.trail,
    );
  const handled = () =>
    until('no event waits', async () =>
      Object.values(await graph.bus.lag('notifications.orders')).every((lag) => lag === 0),
    );
  const someone = async (locale = 'en') => {
    const userId = newId('usr');
    await graph.publish(registered(graph.trail, userId, `${userId}@example.org`, locale));
    return userId;
  };
  const statuses = async (userId: string) =>
    (
      await graph.pool.query(
        "SELECT channel, status FROM notifications WHERE user_id = $1 AND template = 'search-matched' ORDER BY channel",
        [userId],
      )
    ).rows;

  it('are one mail and one message in the app, also when the event comes twice, with links to the products', async () => {
    const userId = await someone();
    const lamp = product('Oak lamp of bad.example');
    const event = matched(userId, [lamp, product('Desk')], { count: 9 });
    await graph.publish(event, event);
    await handled();
    expect((await statuses(userId)).map(({ channel }: { channel: string }) => channel)).toEqual(['EMAIL', 'IN_APP']);
    const [mail] = await graph.messagesTo(`${userId}@example.org`);
    expect(mail).toMatchObject({ template: 'search-matched', subject: 'New for “Lamps of evil example”' });
    expect(mail!.body).toContain(
      `Oak lamp of bad example, EUR 49.00: https://shop.example/p/oak-lamp-of-bad.example?of=${lamp.productId}`,
    );
    expect(mail!.body).toContain('found 9 products');
    expect(mail!.body).toContain('And 7 more.');
  });

  it('are opened with the key that products keeps, and left out once it was deleted', async () => {
    const [known, erased] = [await someone(), await someone()];
    for (const userId of [erased, known]) {
      const event = matched(userId, [product('Lamp')], { name: 'Quiet lamps' });
      const key = newPersonalKey();
      if (userId === known) keys.set(event.id, key);
      await graph.publish(changePersonalFields(event, (value) => sealPersonal(key, event.id, value)));
    }
    await handled();
    expect((await graph.messagesTo(`${known}@example.org`))[0]!.subject).toBe('New for “Quiet lamps”');
    expect(await statuses(erased)).toEqual([]);
    expect(await graph.bus.deadLetters({ group: 'notifications.orders' })).toEqual([]);
  });

  it('are written in the language of the person', async () => {
    const [german, swahili] = [await someone('de'), await someone('sw')];
    await graph.publish(matched(german, [product('Lampe')], { name: 'Lampen' }));
    await graph.publish(matched(swahili, [product('Taa')], { name: 'Taa' }));
    await handled();
    expect((await graph.messagesTo(`${german}@example.org`))[0]!.body).toContain(
      'zu Ihrer gespeicherten Suche „Lampen“ gibt es ein Angebot',
    );
    expect((await graph.messagesTo(`${swahili}@example.org`))[0]!.subject).toBe('Mapya kwa “Taa”');
  });

  it('are more than 500 when the search found more than are counted', async () => {
    const people = [await someone(), await someone('de'), await someone('sw')];
    await graph.publish(...people.map((userId) => matched(userId, [product('Lamp'), product('Desk')], { count: 501 })));
    await handled();
    const bodies: (string | null)[] = [];
    for (const userId of people) bodies.push((await graph.messagesTo(`${userId}@example.org`))[0]!.body);
    expect(bodies[0]).toContain('found more than 500 products');
    expect(bodies[0]).toContain('And more than 498 more.');
    expect(bodies[1]).toContain('gibt es mehr als 500 Angebote');
    expect(bodies[1]).toContain('Und mehr als 498 weitere.');
    expect(bodies[2]).toContain('umepata bidhaa zaidi ya 500 mpya');
    expect(bodies[2]).toContain('Na nyingine zaidi ya 498.');
  });

  it('are not sent to a person who turned the topic off', async () => {
    const userId = await someone();
    const { errors } = await graph.query(
      `mutation ($input: SetNotificationPreferenceInput!) { setNotificationPreference(input: $input) { __typename } }`,
      { input: { topic: 'SAVED_SEARCHES', channel: 'EMAIL', enabled: false } },
      { as: person(userId) },
    );
    expect(errors).toBeUndefined();
    await graph.publish(matched(userId, [product('Lamp')]));
    await handled();
    expect(await statuses(userId)).toEqual([
      { channel: 'EMAIL', status: 'SKIPPED' },
      { channel: 'IN_APP', status: 'SENT' },
    ]);
  });
});
