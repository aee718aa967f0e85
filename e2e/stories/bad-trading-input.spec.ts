import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { changesNothing, outcomeOf } from '../harness/bad-input.ts';
import {
  act,
  type Bettor,
  type OpenMarket,
  openTrading,
  placeBet,
  richBettor,
  type Trading,
} from '../harness/bettors.ts';
import { type Client, signedInAs } from '../harness/client.ts';

let trading: Trading;
let admin: Client;
let player: Bettor;
/** The player has a bet on the first. */
let markets: [OpenMarket, OpenMarket];
beforeAll(async () => {
  [trading, admin, player] = await Promise.all([openTrading(), signedInAs('admin@example.com'), richBettor('500.00')]);
  markets = [await trading.market(), await trading.market()];
  await placeBet(player, markets[0].selections[0]!, '100.00');
});

const key = () => ({ idempotencyKey: v7() });

/** A market as everybody sees it. */
const seenOf = async ({ id }: OpenMarket): Promise<object> =>
  (await player.user.data('query ($id: ID!) { market(id: $id) { status selections { id odds } } }', { id })).market;

describe('bad input of a trader', () => {
  const settling = (marketId: string, of: OpenMarket, count = 2) => ({
    marketId,
    results: of.selections
      .slice(0, count)
      .map(({ id: selectionId }, index) => ({ selectionId, result: index === 0 ? 'WON' : 'LOST' })),
    ...key(),
  });
  const pricing = (marketId: string, of: OpenMarket, expectedVersion = 1) => ({
    marketId,
    expectedVersion,
    selections: [{ selectionId: of.selections[0]!.id, odds: '3.000' }],
  });

  it('changes no odds, settles nothing and posts nothing', async () => {
    const [one, two] = markets;
    const closed = await trading.market();
    await trading.close(closed);
    const cases: [mutation: string, input: object, outcome: string][] = [
      ['setOdds', pricing(one.id, two), 'BAD_USER_INPUT at selections.0.selectionId'],
      ['setOdds', pricing(`mkt_${v7()}`, one), 'NOT_FOUND'],
      ['setOdds', pricing(one.id, one, 7), 'MARKET_CHANGED'],
      ['settleMarket', settling(one.id, one), 'WRONG_MARKET_STATUS'],
      ['settleMarket', settling(closed.id, one), 'BAD_USER_INPUT at results.0.selectionId'],
      ['settleMarket', settling(closed.id, closed, 1), 'BAD_USER_INPUT at results'],
      ['voidMarket', { marketId: `mkt_${v7()}`, reason: 'It never was', ...key() }, 'NOT_FOUND'],
    ];
    const seen = await Promise.all([one, two, closed].map(seenOf));
    await changesNothing(player, admin, async () => {
      for (const [mutation, input, outcome] of cases)
        expect([mutation, await outcomeOf(trading.trader, mutation, input)]).toEqual([mutation, outcome]);
    });
    expect(await Promise.all([one, two, closed].map(seenOf))).toEqual(seen);
  });

  it('may send the lines of a feed out of order: a later one waits, an earlier one is a repeat', async () => {
    const word = v7().slice(-12);
    const producer = `unruly-${word}`;
    const startsAt = new Date(Date.now() + 86_400_000).toISOString();
    const line = (seq: number, more: object) => JSON.stringify({ producer, seq, event: 'm1', ...more });
    const fixture = {
      type: 'fixture',
      sport: `s-${word}`,
      competition: 'Cup',
      startsAt,
      home: `Unruly ${word}`,
      away: 'Guests',
    };
    const odds = (yes: string) => ({
      type: 'odds',
      market: 'btts',
      marketType: 'BTTS',
      selections: [
        { outcome: 'YES', odds: yes },
        { outcome: 'NO', odds: '1.500' },
      ],
    });
    const send = (...lines: string[]) =>
      act(
        trading.trader,
        'importFeed',
        { lines: lines.join('\n') },
        '... on FeedReport { applied repeated problems { line } } ... on FeedGap { expected found applied }',
      );
    expect(await send(line(1, fixture), line(2, odds('2.000')))).toMatchObject({ applied: 2, problems: [] });
    await changesNothing(player, admin, async () => {
      expect(await send(line(4, odds('9.000')), line(3, odds('8.000')))).toMatchObject({
        code: 'FEED_GAP',
        expected: 3,
        found: 4,
        applied: 0,
      });
      expect(await send(line(2, odds('7.000')), line(1, fixture))).toMatchObject({ applied: 0, repeated: 2 });
    });
    const { sportEvents } = await player.user.data(
      `query ($search: String) { sportEvents(first: 5, filter: { search: $search }) { nodes { markets { selections { odds } } } } }`,
      { search: word },
    );
    expect(sportEvents.nodes).toEqual([{ markets: [{ selections: [{ odds: '2.000' }, { odds: '1.500' }] }] }]);
  });
});
