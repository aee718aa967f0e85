import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Outcome, trader } from '../markets/open-book.ts';
import { type FeedBook, openFeedBook } from './open-feed.ts';

let book: FeedBook;
beforeAll(async () => {
  book = await openFeedBook();
});
afterAll(() => book.close());

const producerOf = async (name: string): Promise<Outcome> => {
  const text = '{ feedProducers { name lastSeq missing { from to } missingSince suspendedMarkets } }';
  const { data } = await book.query(text, {}, { as: trader });
  return data['feedProducers'].find((each: Outcome) => each.name === name);
};

const statusesOf = async (producer: string): Promise<string[]> =>
  (await book.eventOf(producer)).markets.map(({ status }: Outcome) => status);

const reasonsOf = async (marketId: string): Promise<(string | null)[]> => {
  const text = 'query ($id: ID!) { market(id: $id) { history { reason } } }';
  const { data } = await book.query(text, { id: marketId }, { as: trader });
  return data['market'].history.map(({ reason }: Outcome) => reason);
};

const acceptGap = (producer: string): Promise<Outcome> =>
  book.mutate('acceptFeedGap', { producer }, '... on FeedProducer { lastSeq missing { from } suspendedMarkets }');

describe('missing lines of a feed', () => {
  it('suspend the markets of their producer until they have come', async () => {
    const [feed, other] = [await book.openFeed('alpha'), await book.openFeed('beta')];
    const own = await book.market(feed.event.id, { type: 'BTTS', selections: bothScore });
    const lines = [feed.line('bet_start'), feed.odds('1x2'), feed.odds('live', { live: true }), feed.line('bet_start')];
    const [third, fourth, fifth, sixth] = lines as [object, object, object, object];
    expect(await book.send([sixth])).toMatchObject({ code: 'FEED_GAP', applied: 0 });
    // The market of a trader is not the feed's, and another feed goes on.
    expect(await statusesOf('alpha')).toEqual(['SUSPENDED', 'ACTIVE']);
    expect(await statusesOf('beta')).toEqual(['ACTIVE']);
    expect(await producerOf('alpha')).toMatchObject({ lastSeq: 2, missing: { from: 3, to: 5 }, suspendedMarkets: 1 });
    expect(await producerOf('beta')).toMatchObject({ missing: null, missingSince: null, suspendedMarkets: 0 });
    // What comes in between opens nothing, not even a new market.
    expect(await book.send([third, fourth])).toMatchObject({ applied: 2 });
    expect(await statusesOf('alpha')).toEqual(['SUSPENDED', 'ACTIVE']);
    expect(await producerOf('alpha')).toMatchObject({ missing: { from: 5, to: 5 } });
    expect(await book.send([fifth])).toMatchObject({ applied: 1 });
    expect(await statusesOf('alpha')).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
    expect(await producerOf('alpha')).toMatchObject({ lastSeq: 5, missing: null, suspendedMarkets: 0 });
    const [market] = feed.event.markets;
    expect((await reasonsOf(market.id)).slice(1)).toEqual([
      'Lines 3 to 5 of the feed alpha are missing.',
      'No line of the feed alpha is missing any more.',
    ]);
    expect(await book.toldOf(market.id)).toEqual(['created', 'suspended', 'resumed']);
    expect(own.id).not.toBe(market.id);
    expect(await book.send([sixth])).toMatchObject({ applied: 1 });
    expect(await book.send([other.line('bet_start')])).toMatchObject({ applied: 1 });
    expect(await book.broken()).toEqual({});
  });

  it('leave a market suspended that a line, the event or a trader suspended', async () => {
    const feed = await book.openFeed('gamma');
    await book.send([feed.odds('second', { marketType: 'CUSTOM', name: 'Second', selections: custom })]);
    await book.send([feed.odds('third', { marketType: 'CUSTOM', name: 'Third', selections: custom })]);
    const [first] = feed.event.markets;
    await book.mutate('suspendMarket', { marketId: first.id });
    const stop = feed.line('bet_stop', { market: 'second', reason: 'Goal' });
    const [start, last] = [feed.line('bet_start', { market: 'third' }), feed.line('bet_start', { market: 'third' })];
    expect(await book.send([last])).toMatchObject({ code: 'FEED_GAP' });
    expect(await book.send([stop, start, last])).toMatchObject({ applied: 3 });
    expect(await statusesOf('gamma')).toEqual(['SUSPENDED', 'SUSPENDED', 'ACTIVE']);
    expect(await book.send([feed.line('bet_start')])).toMatchObject({ applied: 1 });
    expect(await statusesOf('gamma')).toEqual(['SUSPENDED', 'ACTIVE', 'ACTIVE']);
    expect(await book.broken()).toEqual({});
  });

  it('keep the markets of an event suspended that a trader postpones and reschedules', async () => {
    const feed = await book.openFeed('kappa');
    const [missing, last] = [feed.line('bet_start'), feed.line('bet_start')];
    expect(await book.send([last])).toMatchObject({ code: 'FEED_GAP' });
    const update = (more: object) => book.mutate('updateSportEvent', { sportEventId: feed.event.id, ...more });
    expect(await update({ action: 'POSTPONE' })).toMatchObject({ status: 'POSTPONED' });
    expect(await update({ action: 'RESCHEDULE', startsAt: '2026-03-05T15:00:00Z' })).toMatchObject({
      status: 'SCHEDULED',
    });
    expect(await statusesOf('kappa')).toEqual(['SUSPENDED']);
    expect(await book.send([missing])).toMatchObject({ applied: 1 });
    expect(await statusesOf('kappa')).toEqual(['ACTIVE']);
    expect(await book.broken()).toEqual({});
  });

  it('are given up by a trader, or by the import that goes on without them', async () => {
    const feed = await book.openFeed('delta');
    const at = (seq: number) => ({ ...feed.line('bet_start'), seq });
    await book.send([at(9)]);
    await book.send([at(7)]);
    expect(await producerOf('delta')).toMatchObject({ missing: { from: 3, to: 8 } });
    expect(await acceptGap('delta')).toMatchObject({ lastSeq: 8, missing: null, suspendedMarkets: 0 });
    expect(await acceptGap('delta')).toMatchObject({ code: 'NO_FEED_GAP' });
    expect(await book.failure('acceptFeedGap', { producer: 'unknown' })).toBe('NOT_FOUND');
    expect(await statusesOf('delta')).toEqual(['ACTIVE']);
    // The lines that were given up are never applied.
    expect(await book.send([at(7), at(9)])).toMatchObject({ applied: 1, repeated: 1 });
    expect(await book.send([at(12)])).toMatchObject({ code: 'FEED_GAP' });
    expect(await statusesOf('delta')).toEqual(['SUSPENDED']);
    const report = '... on FeedReport { applied }';
    const sent = await book.mutate('importFeed', { lines: JSON.stringify(at(12)), acceptGap: true }, report);
    expect(sent).toMatchObject({ applied: 1 });
    expect(await statusesOf('delta')).toEqual(['ACTIVE']);
    expect(await book.broken()).toEqual({});
  });

  it('take a number of statements that does not depend on that of the markets', async () => {
    const counts: number[] = [];
    /** Without those of the settlements, which look for work after each import. */
    const statementsOf = async (line: object): Promise<number> => {
      const { texts } = await book.statements(() => book.send([line]));
      return texts.filter((text) => /feed|market|outbox/.test(text) && !text.includes('settlement_run')).length;
    };
    for (const [producer, more] of [
      ['few', 1],
      ['many', 12],
    ] as const) {
      const feed = await book.openFeed(producer);
      for (let number = 0; number < more; number += 1)
        await book.send([feed.odds(`m${number}`, { marketType: 'CUSTOM', name: `M${number}`, selections: custom })]);
      const missing = feed.line('bet_stop', { market: 'm0' });
      const start = feed.line('bet_start');
      counts.push(await statementsOf(start), await statementsOf(missing));
    }
    expect(counts[0]).toBeGreaterThan(5);
    expect(counts.slice(2)).toEqual(counts.slice(0, 2));
  });
});

const custom = [
  { outcome: 'A', odds: '2.00' },
  { outcome: 'B', odds: '2.00' },
];
const bothScore = [
  { outcome: 'YES', odds: '2.00' },
  { outcome: 'NO', odds: '1.80' },
];

describe('the record of an import', () => {
  const parts = `id status lines applied repeated refused acceptGap by startedAt endedAt missing { producer from to }
    problems(first: 1) { line seq }`;
  const imports = async (args = ''): Promise<Outcome> =>
    (await book.query(`{ feedImports${args} { nodes { ${parts} } pageInfo { endCursor } } }`, {}, { as: trader })).data[
      'feedImports'
    ];

  it('says what became of each line, and where the import stopped', async () => {
    const feed = await book.openFeed('epsilon');
    const text = ['nonsense', feed.line('weather'), feed.odds(), '', { ...feed.line('bet_start'), seq: 9 }];
    const lines = text.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    const { importId } = await book.mutate('importFeed', { lines }, '... on FeedGap { importId }');
    const [latest, before] = (await imports('(first: 2)')).nodes;
    expect(latest).toMatchObject({
      id: importId,
      status: 'GAP',
      lines: 4,
      applied: 1,
      repeated: 0,
      refused: 2,
      by: 'usr_trader',
      missing: { producer: 'epsilon', from: 5, to: 8 },
      problems: [{ line: 1, seq: null }],
    });
    expect(before).toMatchObject({ status: 'DONE', lines: 2, applied: 2, missing: null, problems: [] });
    const one = `query ($id: ID!) { feedImport(id: $id) { refused problems(afterLine: 1) { line seq reason } } }`;
    const { data } = await book.query(one, { id: importId }, { as: trader });
    expect(data['feedImport'].problems).toMatchObject([{ line: 2, seq: 3 }]);
    const { data: unknown } = await book.query(one, { id: 'fim_unknown' }, { as: trader });
    expect(unknown).toEqual({ feedImport: null });
    const { endCursor } = (await imports('(first: 1)')).pageInfo;
    expect((await imports(`(first: 1, after: "${endCursor}")`)).nodes).toMatchObject([{ id: before.id }]);
  });

  it('of a process that died says so, and counts what was applied', async () => {
    const feed = await book.openFeed('zeta');
    const { importId } = await book.mutate(
      'importFeed',
      { lines: JSON.stringify(feed.odds()) },
      '... on FeedReport { importId }',
    );
    await book.pool.query(
      `UPDATE feed_import SET status = 'RUNNING', ended_at = NULL, lines = 9, updated_at = updated_at - interval '1 hour' WHERE id = $1`,
      [importId],
    );
    await book.subgraph.runJob('wallets.close-interrupted-imports');
    expect((await imports('(first: 1)')).nodes).toMatchObject([{ id: importId, status: 'INTERRUPTED', applied: 1 }]);
  });

  it('is for traders', async () => {
    for (const text of [
      '{ feedProducers { name } }',
      '{ feedImports { nodes { id } } }',
      '{ feedImport(id: "x") { id } }',
    ]) {
      const { errors } = await book.query(text, {}, { as: { ...trader, roles: ['SUPPORT'] } as typeof trader });
      expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    }
  });
});
