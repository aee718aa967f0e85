import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Envelope } from '@soko/events';
import { encodeCursor } from '@soko/pagination';
import { inTransaction } from '@soko/postgres';
import { person } from '@soko/testing';
import { admin, approved, eventsQuery, registered, type Scene, startAnalytics } from './start-analytics.ts';

let graph: Scene;

const user = { kind: 'user' as const, id: 'usr_ada' };
const service = { kind: 'service' as const, id: 'users' };

const first = registered({ subject: 'usr_ada', correlationId: 'cor_1', at: '2026-03-01T10:00:00.000Z' });
const second = approved({
  correlationId: 'cor_1',
  causationId: first.id,
  actor: service,
  at: '2026-03-01T11:00:00.000Z',
});
const third = registered({ correlationId: 'cor_2', actor: user, at: '2026-03-01T12:00:00.000Z' });
/** Thirty at the same time: only their ids differ. */
const many = Array.from({ length: 30 }, (_, index) =>
  registered({ correlationId: 'cor_many', sequence: index, at: '2026-03-02T00:00:00.000Z' }),
).sort((a, b) => (a.id < b.id ? -1 : 1));

const ids = (events: readonly Envelope[]): string[] => events.map((event) => event.id);

beforeAll(async () => {
  graph = await startAnalytics();
  await graph.publish([first, second, third, ...many]);
  await graph.recorded(33);
});

afterAll(() => graph.close());

describe('the record of events', () => {
  it('has every event as it was published', async () => {
    const { nodes } = await graph.events({ filter: { correlationId: 'cor_1' }, order: 'OLDEST_FIRST' });
    expect(nodes).toEqual([
      {
        ...first,
        topic: 'users.user',
        actor: { kind: 'ANONYMOUS', id: null },
        data: { email: '(personal)', firstName: '(personal)', locale: 'en', roles: ['CUSTOMER'] },
      },
      {
        ...second,
        topic: 'users.seller',
        actor: { kind: 'SERVICE', id: 'users' },
        data: {
          userId: 'usr_1',
          handle: 'baskets',
          displayName: 'Baskets & Co',
          status: 'ACTIVE',
          payout: { kind: 'MPESA', masked: '(personal)', sealed: '(sealed)' },
        },
      },
    ]);
  });

  it.each([
    ['an aggregate', { subject: 'usr_ada' }, [first]],
    ['a type', { type: 'users.seller.approved' }, [second]],
    ['a topic', { topic: 'users.seller' }, [second]],
    ['a correlation id', { correlationId: 'cor_2' }, [third]],
    ['a causation id', { causationId: first.id }, [second]],
    ['an actor', { actorId: 'usr_ada' }, [third]],
    ['a time range, the end left out', { from: '2026-03-01T11:00:00Z', to: '2026-03-01T12:00:00Z' }, [second]],
    ['several at once', { correlationId: 'cor_1', topic: 'users.user' }, [first]],
    ['a value that no event has', { subject: 'usr_ben' }, []],
  ])('finds the events of %s', async (_, filter, expected) => {
    expect(ids((await graph.events({ filter })).nodes)).toEqual(ids(expected));
  });

  it('begins with the newest, or with the oldest', async () => {
    const filter = { to: '2026-03-01T23:00:00Z' };
    expect(ids((await graph.events({ filter })).nodes)).toEqual(ids([third, second, first]));
    const oldestFirst = await graph.events({ filter, order: 'OLDEST_FIRST' });
    expect(ids(oldestFirst.nodes)).toEqual(ids([first, second, third]));
  });

  it.each(['NEWEST_FIRST', 'OLDEST_FIRST'])('is read page by page, %s, each event once', async (order) => {
    const filter = { correlationId: 'cor_many' };
    const seen: string[] = [];
    let after: unknown = null;
    do {
      const { nodes, pageInfo } = await graph.events({ filter, order, first: 7, after });
      seen.push(...ids(nodes));
      after = pageInfo['hasNextPage'] ? pageInfo['endCursor'] : null;
    } while (after !== null);
    expect(seen).toEqual(ids(order === 'OLDEST_FIRST' ? many : many.toReversed()));
  });

  it('is read backwards from the end', async () => {
    const filter = { correlationId: 'cor_many' };
    const last = await graph.events({ filter, last: 2, order: 'OLDEST_FIRST' });
    expect(ids(last.nodes)).toEqual(ids(many.slice(-2)));
    const before = last.pageInfo['startCursor'];
    const previous = await graph.events({ filter, last: 3, before, order: 'OLDEST_FIRST' });
    expect(ids(previous.nodes)).toEqual(ids(many.slice(-5, -2)));
  });

  it('keeps its place when newer and older events come in between', async () => {
    const filter = { type: 'users.user.registered', from: '2026-04-01T00:00:00Z' };
    const at = (day: string) => registered({ at: `2026-04-${day}T00:00:00.000Z` });
    const [a, b, c] = [at('02'), at('04'), at('06')];
    await graph.publish([a, b, c]);
    await graph.recorded(36);
    const page = await graph.events({ filter, first: 2 });
    expect(ids(page.nodes)).toEqual(ids([c, b]));
    const [newer, older] = [at('08'), at('03')];
    await graph.publish([newer, older]);
    await graph.recorded(38);
    const next = await graph.events({ filter, first: 2, after: page.pageInfo['endCursor'] });
    expect(ids(next.nodes)).toEqual(ids([older, a]));
  });

  it('costs one statement a page, whatever its length', async () => {
    for (const first of [1, 30]) {
      const filter = { correlationId: 'cor_many' };
      const { result, count } = await graph.statements(() => graph.events({ filter, first }));
      expect(result.nodes).toHaveLength(first);
      expect(count).toBe(1);
    }
  });

  it('reads a page of each filter from an index, without sorting', async () => {
    await graph.pool.query('ANALYZE event_records');
    for (const [column, order] of [
      ['subject', 'DESC'],
      ['type', 'DESC'],
      ['topic', 'ASC'],
      ['correlation_id', 'DESC'],
      ['causation_id', 'ASC'],
      ['actor_id', 'DESC'],
    ]) {
      const client = await graph.pool.connect();
      const { rows } = await client
        .query('SET enable_seqscan = off')
        .then(() =>
          client.query<{ 'QUERY PLAN': string }>(
            `EXPLAIN SELECT id FROM event_records WHERE ${column} = 'x' ORDER BY time ${order}, id ${order} LIMIT 21`,
          ),
        )
        .finally(() => client.query('RESET enable_seqscan').then(() => client.release()));
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(new RegExp(`Index.* Scan.* using event_records_${column}_time_id_idx`));
      expect(plan).not.toContain('Sort');
    }
  });

  it.each([
    ['funnel_visits', 'at < now()', 'funnel_visits_at_idx'],
    ['report_schedules', 'ended_at < now()', 'report_schedules_ended_idx'],
    ['reports', `status NOT IN ('PENDING', 'RUNNING', 'COMPLETE') AND created_at < now()`, 'reports_ended_idx'],
  ])('finds the old rows of %s in an index', async (table, where, index) => {
    const plan = await inTransaction(graph.pool, async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      const { rows } = await tx.query(`EXPLAIN (FORMAT JSON) SELECT ctid FROM ${table} WHERE ${where}`);
      return JSON.stringify(rows);
    });
    expect(plan).toContain(`"${index}"`);
  });
});

describe('a refused query', () => {
  it.each([
    [{ first: 1000 }, 'first'],
    [{ first: 0 }, 'first'],
    [{ after: 'nonsense' }, 'after'],
    [{ after: encodeCursor('events', ['yesterday', 'evt_1']) }, 'after'],
    [{ after: encodeCursor('events', [1e300, 'evt_1']) }, 'after'],
    [{ before: encodeCursor('events', [0, 7]) }, 'before'],
    [{ after: encodeCursor('payments', ['2026-01-01T00:00:00.000Z', 'evt_1']) }, 'after'],
    [{ filter: { subject: 'usr_\0' } }, 'filter.subject'],
  ])('%j', async (variables, field) => {
    const { errors } = await graph.query(eventsQuery, variables, { as: admin });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });

  it.each([
    ['a guest', undefined, 'UNAUTHENTICATED'],
    ['a customer', person('usr_1'), 'FORBIDDEN'],
    ['a seller', person('usr_1', 'SELLER'), 'FORBIDDEN'],
    ['support', person('usr_1', 'SUPPORT'), 'FORBIDDEN'],
    ['an API key', { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: [] } as const, 'FORBIDDEN'],
  ])('%s who asks for events', async (_, as, code) => {
    const { data, errors } = await graph.query(eventsQuery, {}, as === undefined ? {} : { as });
    expect(errors).toMatchObject([{ extensions: { code } }]);
    expect(data ?? null).toBeNull();
  });
});
