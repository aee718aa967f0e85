import { afterAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { isPersonalSeal, unsealPersonal } from '@soko/seal';
import { until } from '@soko/testing';
import type { Outcome } from '../market.ts';
import { trail } from '../reviews/scene.ts';
import { type Alerts, openAlerts } from './alert-scene.ts';

const scene: Alerts = await openAlerts();
const { market, passMinutes, someone, update, watch, remove, newWord, lamp, match, turn, messages } = scene;
afterAll(() => market.close());

/** Puts copies of a product on sale. */
async function cloneOf(productId: string, copies: number): Promise<void> {
  const { rows } = await market.pool.query<{ columns: string }>(
    `SELECT string_agg(quote_ident(column_name), ', ') AS columns FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = 'product' AND is_generated = 'NEVER' AND column_name NOT IN ('id', 'slug')`,
  );
  const { columns } = rows[0]!;
  await market.pool.query(
    `INSERT INTO product (id, slug, ${columns})
     SELECT id || '-' || copy, slug || '-' || copy, ${columns} FROM product, generate_series(1, $2::int) copy WHERE id = $1`,
    [productId, copies],
  );
}

describe('matches of saved searches', () => {
  it('are announced once, whatever runs at the same time', async () => {
    const word = newWord();
    const replica = await market.replica();
    const owners = Array.from({ length: 12 }, someone);
    const ids = await Promise.all(owners.map((as) => watch({ search: word }, as)));
    const products: string[] = [];
    const run = (name: string) => [market.subgraph, replica.subgraph].map((each) => each.runJob(`products.${name}`));
    for (let round = 0; round < 4; round += 1) {
      for (let index = 0; index < 4; index += 1) products.push(await lamp(`${word} ${round} ${index}`));
      passMinutes(61);
      await Promise.all([
        ...run('match-searches'),
        ...run('announce-matches'),
        ...owners.slice(0, 4).map((as, index) => update(as, ids[index]!, { name: `Round ${round}` })),
        remove(owners[11 - round]!, ids[11 - round]!),
      ]);
    }
    // Its jobs take turns with those of the other process, which do nothing meanwhile.
    await replica.close();
    passMinutes(61);
    await turn();
    for (const id of ids.slice(0, 8)) {
      const told = await messages(id);
      expect(told.reduce((sum, { data }) => sum + data.count, 0)).toBe(products.length);
      const named = told.flatMap(({ data }) => data.products.map((each: Outcome) => each.productId));
      expect(new Set(named).size).toBe(named.length);
      expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, index) => index + 1));
    }
    const { rows } = await market.pool.query(
      'SELECT count(*)::int AS count FROM saved_search_match WHERE told_at IS NULL OR search_id = ANY($1)',
      [ids.slice(8)],
    );
    expect(rows[0].count).toBe(0);
  });

  it('cost two statements for any number of searches', async () => {
    const word = newWord();
    await turn();
    for (let index = 0; index < 10; index += 1) await watch({ search: word });
    await lamp(`${word} one`);
    await lamp(`${word} two`);
    const { texts } = await market.statements(match);
    expect(texts.filter((text) => /saved_search|search_alert/.test(text))).toHaveLength(2);
  });

  it('wait for a message up to 500, beyond which it says that there are more', async () => {
    const [word, other] = [newWord(), newWord()];
    const [many, exact] = [await watch({ search: word }), await watch({ search: other })];
    const [lampOfMany, lampOfExact] = [await lamp(word), await lamp(other)];
    await turn();
    const counts = async (id: string) => (await messages(id)).map(({ data }) => data.count);
    const waiting = async (id: string): Promise<number> => {
      const text = 'SELECT count(*)::int AS count FROM saved_search_match WHERE search_id = $1 AND told_at IS NULL';
      return (await market.pool.query(text, [id])).rows[0].count;
    };
    await cloneOf(lampOfMany, 503);
    await cloneOf(lampOfExact, 500);
    await match();
    expect([await waiting(many), await waiting(exact)]).toEqual([500, 500]);
    await lamp(`${word} late`);
    await match();
    expect(await waiting(many)).toBe(500);
    passMinutes(61);
    await turn();
    expect([await counts(many), await counts(exact)]).toEqual([
      [1, 501],
      [1, 500],
    ]);
    expect([await waiting(many), await waiting(exact)]).toEqual([0, 0]);

    passMinutes(61);
    await lamp(`${word} afterwards`);
    await turn();
    expect(await counts(many)).toEqual([1, 501, 1]);
  });

  it('are announced from beyond the first 500 when some of these do not fit any more', async () => {
    const [word, other] = [newWord(), newWord()];
    const [none, most] = [await watch({ search: word }), await watch({ search: other })];
    const [first, second] = [await lamp(word), await lamp(other)];
    await turn();
    await cloneOf(first, 503);
    await cloneOf(second, 503);
    await match();
    const sellOut = async (search: string, count: number) => {
      const text = `UPDATE product SET status = 'SOLD_OUT' WHERE id IN (
        SELECT product_id FROM saved_search_match WHERE search_id = $1 AND told_at IS NULL ORDER BY product_id LIMIT $2)`;
      expect((await market.pool.query(text, [search, count])).rowCount).toBe(count);
    };
    await sellOut(none, 500);
    await sellOut(most, 1);
    passMinutes(61);
    await turn();
    const [ofNone, ofMost] = [(await messages(none)).at(-1)!.data, (await messages(most)).at(-1)!.data];
    expect([ofNone.count, ofMost.count]).toEqual([3, 501]);
    expect(new Set(ofNone.products.map(({ title }: Outcome) => title))).toEqual(new Set([word]));
    const told = async (id: string): Promise<number> =>
      (
        await market.pool.query(
          `SELECT count(*)::int AS count FROM saved_search_match m JOIN product p ON p.id = m.product_id
           WHERE m.search_id = $1 AND m.told_at IS NOT NULL AND p.status = 'ACTIVE'`,
          [id],
        )
      ).rows[0].count;
    expect([await told(none), await told(most)]).toEqual([4, 501]);

    // What was passed before is in no later message.
    await lamp(`${other} afterwards`);
    passMinutes(61);
    await turn();
    expect((await messages(most)).at(-1)!.data.count).toBe(1);
    passMinutes(2 * 24 * 60);
    await market.subgraph.runJob('products.prune');
    expect((await market.pool.query('SELECT FROM passed_change')).rows).toEqual([]);
  });

  it('are saved again after a message of an earlier version, and after another filter', async () => {
    const [word, other] = [newWord(), newWord()];
    const as = someone();
    const [ended, changed] = [await watch({ search: word }), await watch({ search: word }, as)];
    await lamp(`${word} first`);
    await turn();
    const fill = `UPDATE search_alert SET waiting = 501, due_at = $2 WHERE search_id = $1`;
    await market.pool.query(fill, [ended, null]);
    await market.pool.query(fill, [changed, '2100-01-01T00:00:00Z']);
    await update(as, changed, { filter: { search: other } });
    await lamp(`${word} ${other}`);
    await match();
    const { rows } = await market.pool.query(
      'SELECT search_id FROM saved_search_match WHERE told_at IS NULL AND search_id = ANY($1)',
      [[ended, changed]],
    );
    expect(new Set(rows.map(({ search_id }) => search_id))).toEqual(new Set([ended, changed]));
  });

  it('are announced for few searches in one transaction', async () => {
    const word = newWord();
    await turn();
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) ids.push(await watch({ search: word }));
    await lamp(word);
    await turn();
    await lamp(`${word} more`);
    await match();
    const { texts } = await market.statements(async () => {
      passMinutes(61);
      await turn();
    });
    for (const id of ids) expect(await messages(id)).toHaveLength(2);
    expect(texts.filter((text) => text.includes('alerts = s.alerts + 1')).length).toBeGreaterThan(1);
  });

  it('are announced with a name that nobody can read once its owner was erased', async () => {
    const as = someone();
    const word = newWord();
    const id = await watch({ search: word }, as);
    await lamp(word);
    await turn();
    const [message] = await messages(id);
    const { rows } = await market.pool.query<{ name: string }>(
      "SELECT payload -> 'data' ->> 'name' AS name FROM outbox WHERE id = $1",
      [message!.id],
    );
    expect(isPersonalSeal(rows[0]!.name)).toBe(true);
    const keyFor = (viewer: Viewer) =>
      market.query(
        'query ($eventId: ID!) { productsPersonalKey(eventId: $eventId) }',
        { eventId: message!.id },
        { as: viewer },
      );
    const keyNow = async () =>
      (await keyFor({ kind: 'service', name: 'notifications' })).data['productsPersonalKey'] as string | null;
    expect(unsealPersonal((await keyNow())!, rows[0]!.name)).toBe(message!.data.name);
    expect((await keyFor(as)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });

    const fact = { data: { userId: as.id }, subject: as.id, sequence: 9 };
    await market.bus.publish('users.user', [newEvent(usersUser, 'erased', fact as never, trail)]);
    await until('the key is gone', async () => (await keyNow()) === null);
    expect((await messages(id))[0]!.data.name).toBe(rows[0]!.name);
  });

  it('are in the data of their owner, are forgotten in time, and are deleted with the account', async () => {
    const as = someone();
    const word = newWord();
    const id = await watch({ search: word }, as);
    const productId = await lamp(word);
    await turn();
    const text = 'query ($userId: ID!, $after: String) { productsDataOf(userId: $userId, after: $after) }';
    const sections: Record<string, unknown[]> = {};
    for (let after: string | null = null, first = true; first || after !== null; first = false) {
      const service: Viewer = { kind: 'service', name: 'users' };
      const { data } = await market.query(text, { userId: as.id, after }, { as: service });
      const part = data['productsDataOf'] as { section: string; items: unknown[]; next: string | null };
      sections[part.section] = part.items;
      after = part.next;
    }
    expect(sections['savedSearches']).toEqual([
      expect.objectContaining({ id, alert: true, alertedAt: expect.any(String) }),
    ]);
    expect(sections['searchMatches']).toEqual([
      { savedSearchId: id, productId, matchedAt: expect.any(String), toldAt: expect.any(String) },
    ]);
    const rowsOf = async (table: string): Promise<number> =>
      (await market.pool.query(`SELECT count(*)::int AS count FROM ${table} WHERE search_id = $1`, [id])).rows[0].count;
    expect([await rowsOf('search_alert'), await rowsOf('saved_search_match')]).toEqual([1, 1]);
    passMinutes(366 * 24 * 60);
    await market.subgraph.runJob('products.prune');
    expect(await rowsOf('saved_search_match')).toBe(0);
    const later = await lamp(`${word} later`);
    const fact = { data: { userId: as.id }, subject: as.id, sequence: 9 };
    await market.bus.publish('users.user', [newEvent(usersUser, 'erased', fact as never, trail)]);
    await until('the alert is gone', async () => (await rowsOf('search_alert')) === 0);
    expect(later).toMatch(/^prd_/);
    await turn();
    expect(await rowsOf('saved_search_match')).toBe(0);
  });
});
