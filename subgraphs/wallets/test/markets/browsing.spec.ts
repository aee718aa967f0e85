import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { type Book, customer, hourMs, openBook, trader } from './open-book.ts';

let book: Book;
let names: string[];
beforeAll(async () => {
  book = await openBook();
  names = Array.from({ length: 52 }, (_, index) => `Club ${index} v Rival`);
  for (const [index, name] of names.entries()) {
    const startsAt = new Date(book.now().getTime() + (index + 1) * hourMs).toISOString();
    const { id } = await book.event({ name, startsAt });
    await book.market(id, { isLive: index % 2 === 0 });
  }
});
afterAll(() => book.close());

const list = async (args: object, as = customer) => {
  const text = `query ($filter: SportEventFilter, $first: Int, $after: String, $last: Int, $before: String) {
    sportEvents(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      nodes { id name status competition { name sport { name } } markets { name event { id } selections { odds market { id } } history { to } } }
      pageInfo { hasNextPage startCursor endCursor } } }`;
  const { data, errors } = await book.query(text, args as Record<string, unknown>, { as });
  if (errors) throw new Error(JSON.stringify(errors));
  return data['sportEvents'];
};
const namesOf = ({ nodes }: { nodes: { name: string }[] }) => nodes.map(({ name }) => name);

describe('sport events', () => {
  it('cost as many statements for fifty with their markets and odds as for five', async () => {
    for (const [as, statements] of [
      [customer, 5],
      [trader, 6],
    ] as const) {
      const few = await book.statements(() => list({ first: 5 }, as));
      const many = await book.statements(() => list({ first: 50 }, as));
      expect(many.result.nodes).toHaveLength(50);
      expect(many.result.nodes[49].markets[0].selections).toHaveLength(3);
      expect([few.count, many.count]).toEqual([statements, statements]);
    }
  });

  it('are paged in the order of their start, both ways', async () => {
    const first = await list({ first: 20 });
    expect(namesOf(first)).toEqual(names.slice(0, 20));
    const second = await list({ first: 40, after: first.pageInfo.endCursor });
    expect(namesOf(second)).toEqual(names.slice(20));
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect(namesOf(await list({ last: 20, before: second.pageInfo.startCursor }))).toEqual(names.slice(0, 20));
  });

  it('are filtered', async () => {
    const at = (hours: number) => new Date(book.now().getTime() + hours * hourMs).toISOString();
    const filtered = async (filter: object) => namesOf(await list({ filter, first: 100 }));
    expect(await filtered({ from: at(2), to: at(4) })).toEqual(names.slice(1, 3));
    expect(await filtered({ live: true, to: at(4) })).toEqual([names[0], names[2]]);
    expect(await filtered({ live: false, to: at(4) })).toEqual([names[1]]);
    expect(await filtered({ search: 'CLUB 51' })).toEqual([names[51]]);
    expect(await filtered({ search: '%%' })).toEqual([]);
    expect(await filtered({ sportId: book.sportId, competitionId: book.competitionId })).toHaveLength(52);
    expect(await filtered({ sportId: 'spt_x' })).toEqual([]);
    expect(await filtered({ status: ['LIVE', 'ENDED'] })).toEqual([]);
    expect(await filtered({ status: [] })).toEqual([]);
    await expect(filtered({ from: at(4), to: at(4) })).rejects.toThrow('filter.to');
    await expect(filtered({ search: 'a' })).rejects.toThrow('filter.search');
  });

  it('show their history to traders alone', async () => {
    const [event] = (await list({ first: 1 }, customer)).nodes;
    expect(event.markets[0].history).toBeNull();
    const [same] = (await list({ first: 1 }, trader)).nodes;
    expect(same.markets[0].history).toEqual([{ to: 'ACTIVE' }]);
  });

  it('are entities, as are sports, competitions, markets and selections', async () => {
    const { nodes } = await list({ first: 2 });
    const [one] = nodes;
    const text = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      __typename ... on Sport { name } ... on SportEvent { name } ... on Selection { odds } ... on Market { name } } }`;
    const selections = await book.query(
      `query ($id: ID!) { sportEvent(id: $id) { markets { id selections { id } } } }`,
      { id: one.id },
    );
    const [market] = selections.data['sportEvent'].markets;
    const representations = [
      { __typename: 'Sport', id: book.sportId },
      { __typename: 'Competition', id: book.competitionId },
      { __typename: 'SportEvent', id: one.id },
      { __typename: 'Market', id: market.id },
      { __typename: 'Selection', id: market.selections[0].id },
      { __typename: 'Selection', id: 'sel_unknown' },
    ];
    const { data } = await book.query(text, { representations });
    expect(data['_entities']).toEqual([
      { __typename: 'Sport', name: 'Football' },
      { __typename: 'Competition' },
      { __typename: 'SportEvent', name: names[0] },
      { __typename: 'Market', name: 'Match result (live)' },
      { __typename: 'Selection', odds: '2.100' },
      null,
    ]);
  });
});

describe('watching odds', () => {
  it('sends the market of each event about it, to anyone', async () => {
    const { nodes } = await list({ first: 1 });
    const text = `subscription ($id: ID!) { oddsChanged(eventId: $id) { name status selections { odds } } }`;
    const begun = await book.query(text, { id: nodes[0].id }, { event: null });
    expect(begun.errors).toBeUndefined();
    const [envelope] = await book.told('wallets.market.created');
    const { data } = await book.query(
      text,
      { id: nodes[0].id },
      { event: { topic: 'wallets.market', envelope: envelope! } },
    );
    expect(data).toEqual({
      oddsChanged: {
        name: 'Match result (live)',
        status: 'ACTIVE',
        selections: [{ odds: '2.100' }, { odds: '3.250' }, { odds: '3.600' }],
      },
    });
  });

  it('sends each change of a status as well: suspended, resumed, closed, settled and void', async () => {
    const event = await book.event();
    const [market, other] = [await book.market(event.id), await book.market(event.id, { isLive: true })];
    const text = `subscription ($id: ID!) { oddsChanged(eventId: $id) { id status } }`;
    /** The market that the last event of this type, which names the sport event, sends. */
    const sent = async (type: string) => {
      const envelope = (await book.told(`wallets.market.${type}`)).at(-1)!;
      expect(envelope.data).toMatchObject({ eventId: event.id });
      const { data } = await book.query(text, { id: event.id }, { event: { topic: 'wallets.market', envelope } });
      return data['oddsChanged'];
    };
    await book.mutate('suspendMarket', { marketId: market.id });
    expect(await sent('suspended')).toEqual({ id: market.id, status: 'SUSPENDED' });
    await book.mutate('resumeMarket', { marketId: market.id });
    expect(await sent('resumed')).toEqual({ id: market.id, status: 'ACTIVE' });
    // The start of the event closes what is not live.
    await book.mutate('updateSportEvent', { sportEventId: event.id, action: 'START' });
    expect(await sent('closed')).toEqual({ id: market.id, status: 'CLOSED' });
    const results = market.selections.map(({ id: selectionId }: { id: string }, index: number) => ({
      selectionId,
      result: index === 0 ? 'WON' : 'LOST',
    }));
    const settling = { idempotencyKey: newId('req'), marketId: market.id, results };
    await book.mutate('settleMarket', settling, '... on Market { id }');
    expect(await sent('settled')).toEqual({ id: market.id, status: 'SETTLED' });
    const voiding = { idempotencyKey: newId('req'), marketId: other.id, reason: 'Rain' };
    await book.mutate('voidMarket', voiding, '... on Market { id }');
    expect(await sent('voided')).toEqual({ id: other.id, status: 'VOIDED' });
  });
});
