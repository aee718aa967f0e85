import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { formatMinor } from '@soko/money';
import { until } from '@soko/testing';
import fc from 'fast-check';
import { readSegment } from '../../domain/segments/read-segment.ts';
import { type Comparison, type Condition, isFault } from '../../domain/segments/segment.ts';
import { countMembers, findMembers } from '../../store/segments/segments.ts';
import { withinBounds } from '../../store/segments/within-bounds.ts';
import { startUsers, type UsersGraph } from '../start-users.ts';
import { teamsOf } from '../teams.ts';

const hourMs = 3_600_000;
const now = new Date('2026-06-01T00:00:00Z');
const tags = ['vip', 'new', 'big spender', "o'neil", 'or'].map((tag) => tag.replace("'", '-'));
const currencies = ['EUR', 'JPY'];
const products = [newId('prd'), newId('prd')];
const tokens = [newId('ctk'), newId('ctk')];

interface Order {
  currency: string;
  spentMinor: bigint;
  productIds: string[];
  ageMs: number;
}

/** What the question is about, in plain values. */
interface Facts {
  tags: string[];
  source: 'ORDER' | 'CLAIM' | 'MANUAL';
  claimed: string[];
  ageMs: number;
  orders: Order[];
}

const age = fc.integer({ min: 0, max: 100 }).map((hours) => hours * hourMs);

const someFacts: fc.Arbitrary<Facts> = fc.record({
  tags: fc.subarray(tags),
  source: fc.constantFrom('ORDER', 'CLAIM', 'MANUAL'),
  claimed: fc.subarray(tokens),
  ageMs: age,
  orders: fc.array(
    fc.record({
      currency: fc.constantFrom(...currencies),
      spentMinor: fc.bigInt({ min: 0n, max: 500n }),
      productIds: fc.subarray(products),
      ageMs: age,
    }),
    { maxLength: 3 },
  ),
});

const comparison = fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>=');
const ageComparison = fc.constantFrom('<', '<=', '>', '>=');

const { condition: someCondition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('tag' as const), tag: fc.constantFrom(...tags) }),
    fc.record({ kind: fc.constant('source' as const), source: fc.constantFrom('ORDER', 'CLAIM', 'MANUAL', 'IMPORT') }),
    fc.record({ kind: fc.constant('claimed' as const), tokenId: fc.constantFrom(...tokens, newId('ctk')) }),
    fc.record({ kind: fc.constant('bought' as const), productId: fc.constantFrom(...products, newId('prd')) }),
    fc.record({ kind: fc.constant('orders' as const), comparison, count: fc.integer({ min: 0, max: 3 }) }),
    fc.record({
      kind: fc.constant('spent' as const),
      comparison,
      amountMinor: fc.bigInt({ min: 0n, max: 900n }),
      currency: fc.constantFrom(...currencies),
    }),
    fc.record({ kind: fc.constantFrom('added', 'last_order'), comparison: ageComparison, ageMs: age }),
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      all: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), condition: tie('condition') }),
  ),
}));

/** The condition as a person writes it, with more brackets than needed. */
function written(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return `(${condition.all.map(written).join(` ${condition.kind} `)})`;
    case 'not':
      return `not ${written(condition.condition)}`;
    case 'tag':
      return `tag:"${condition.tag}"`;
    case 'source':
      return `source:${condition.source.toLowerCase()}`;
    case 'bought':
      return `bought:${condition.productId}`;
    case 'claimed':
      return `claimed:${condition.tokenId}`;
    case 'orders':
      return `orders ${condition.comparison} ${condition.count}`;
    case 'spent': {
      const { amountMinor, currency } = condition;
      return `spent ${condition.comparison} ${formatMinor(amountMinor, currency)} ${currency}`;
    }
    default:
      return `${condition.kind} ${condition.comparison} ${condition.ageMs / hourMs}h`;
  }
}

const compare: Readonly<Record<Comparison, (one: bigint | number, other: bigint | number) => boolean>> = {
  '=': (one, other) => one === other,
  '!=': (one, other) => one !== other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

/** The answer without SQL. */
function holds(condition: Condition, facts: Facts): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.all.every((each) => holds(each, facts));
    case 'or':
      return condition.all.some((each) => holds(each, facts));
    case 'not':
      return !holds(condition.condition, facts);
    case 'tag':
      return facts.tags.includes(condition.tag);
    case 'source':
      return facts.source === condition.source;
    case 'bought':
      return facts.orders.some(({ productIds }) => productIds.includes(condition.productId));
    case 'claimed':
      return facts.claimed.includes(condition.tokenId);
    case 'orders':
      return compare[condition.comparison](facts.orders.length, condition.count);
    case 'spent': {
      const spent = facts.orders
        .filter(({ currency }) => currency === condition.currency)
        .reduce((sum, { spentMinor }) => sum + spentMinor, 0n);
      return compare[condition.comparison](spent, condition.amountMinor);
    }
    case 'added':
      return compare[condition.comparison](facts.ageMs, condition.ageMs);
    default: {
      const youngest = Math.min(...facts.orders.map(({ ageMs }) => ageMs));
      return facts.orders.length > 0 && compare[condition.comparison](youngest, condition.ageMs);
    }
  }
}

let founder: Viewer;
let graph: UsersGraph;
let storeId: string;
const known = new Map<string, Facts>();

const timeOf = (ageMs: number): Date => new Date(now.getTime() - ageMs);

async function save(facts: Facts): Promise<void> {
  const [id, personId] = [newId('ctc'), newId('usr')];
  known.set(id, facts);
  const isBuyer = facts.source !== 'MANUAL';
  if (isBuyer) await graph.pool.query("INSERT INTO users (id, status) VALUES ($1, 'ERASED')", [personId]);
  const ages = facts.orders.map(({ ageMs }) => ageMs);
  await graph.pool.query(
    `INSERT INTO contacts (id, store_id, user_id, email, source, tags, orders, last_ordered_at, last_active_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    [
      id,
      storeId,
      isBuyer ? personId : null,
      isBuyer ? null : `${id}@example.com`,
      facts.source,
      facts.tags,
      ages.length,
      ages.length === 0 ? null : timeOf(Math.min(...ages)),
      timeOf(facts.ageMs),
    ],
  );
  for (const tokenId of facts.claimed)
    await graph.pool.query('INSERT INTO contact_claims VALUES ($1, $2, $3, now())', [id, newId('clm'), tokenId]);
  for (const { currency, spentMinor, productIds, ageMs } of facts.orders)
    await graph.pool.query(
      `INSERT INTO contact_orders (contact_id, order_id, currency, spent_minor, product_ids, ordered_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, newId('ord'), currency, spentMinor.toString(), productIds, timeOf(ageMs)],
    );
}

beforeAll(async () => {
  graph = await startUsers();
  const made = await teamsOf(() => graph).team('sql');
  [storeId, founder] = [made.store.id, made.founder.viewer];
  for (const facts of fc.sample(someFacts, 60)) await save(facts);
});

afterAll(() => graph.close());

describe('a query', () => {
  it('finds those for whom it holds, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(someCondition, async (condition) => {
        const read = readSegment(written(condition));
        fc.pre(!isFault(read) || !read.message.includes('at most'));
        if (isFault(read)) throw new Error(`${written(condition)}: ${read.message}`);
        const expected = [...known].filter(([, facts]) => holds(condition, facts)).map(([id]) => id);
        const question = { storeId, condition: read };
        const page = { after: null, limit: 1_000, backwards: false };
        const [[count], [members]] = await Promise.all([
          countMembers(graph.pool, [question], now),
          findMembers(graph.pool, [{ ...question, ...page }], now),
        ]);
        expect(members!.map(({ id }) => id)).toEqual(expected.toSorted());
        expect(count).toBe(expected.length);
      }),
      { numRuns: 150 },
    );
  });

  it('is never part of a statement', async () => {
    const nasty = `tag:"x y" and (spent >= 9.99 EUR or orders != 7) and last_order < 5d and bought:${products[0]}`;
    const read = readSegment(nasty);
    if (isFault(read)) throw new Error(read.message);
    const { texts } = await graph.statements(() => countMembers(graph.pool, [{ storeId, condition: read }], now));
    expect(texts.join().replaceAll(/\$\d+/g, '')).not.toMatch(/x y|EUR|prd_/);
  });

  it('asks only about its own store', async () => {
    const read = readSegment('orders >= 0') as Condition;
    expect(await countMembers(graph.pool, [{ storeId: newId('sto'), condition: read }], now)).toEqual([0]);
  });

  it('that takes longer than two seconds is ended', async () => {
    const ask = (selection: string) =>
      graph.query(`query ($storeId: ID!) { ${selection} }`, { storeId }, { as: founder });
    const other = await graph.pool.connect();
    try {
      await other.query('BEGIN');
      await other.query('LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE');
      const refusal = { data: null, errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] };
      await Promise.all([
        expect(ask('checkSegment(storeId: $storeId, query: "tag:vip") { size }')).resolves.toMatchObject(refusal),
        expect(
          ask('contacts(storeId: $storeId, filter: { query: "tag:vip" }) { nodes { id } }'),
        ).resolves.toMatchObject(refusal),
      ]);
    } finally {
      await other.query('ROLLBACK');
      other.release();
    }
    expect((await ask('checkSegment(storeId: $storeId, query: "orders >= 0") { size }')).data).toEqual({
      checkSegment: { size: known.size },
    });
  });

  it('leaves connections to other work, and is refused when many wait', async () => {
    let [running, most] = [0, 0];
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const read = () =>
      withinBounds(graph.pool, async () => {
        running += 1;
        most = Math.max(most, running);
        await finished;
        running -= 1;
      });
    const first = [read(), read()];
    await until('two read', () => running === 2);
    const waiting = Array.from({ length: 20 }, read);
    await expect(read()).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
    finish();
    await Promise.all([...first, ...waiting]);
    expect(most).toBe(2);
  });
});
