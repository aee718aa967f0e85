import { type Outcome, trader } from '../markets/open-book.ts';
import { type Betting, openBets } from '../settlement/open-bets.ts';

const progress = 'applied repeated problems { line seq reason }';
const sendTo =
  (book: Betting) =>
  (lines: readonly object[]): Promise<Outcome> =>
    book.mutate(
      'importFeed',
      { lines: lines.map((line) => JSON.stringify(line)).join('\n') },
      `... on FeedReport { ${progress} } ... on FeedGap { ${progress} } ... on FeedBusy { seq ${progress} }`,
    );

const readEvent =
  (book: Betting) =>
  async (producer: string): Promise<Outcome> => {
    const text = `query ($search: String) { sportEvents(filter: { search: $search }) { nodes {
    id status score { home away } markets { id name status selections { id outcome odds result } settlement { kind reason } } } } }`;
    const { data } = await book.query(text, { search: `${producer} home` }, { as: trader });
    return data['sportEvents'].nodes[0];
  };

/** The lines of one event of a producer of its own, which number themselves. */
export function feedOf(producer: string) {
  let seq = 0;
  const line = (type: string, more: object = {}) => ({ producer, seq: (seq += 1), event: 'm1', type, ...more });
  const fixture = (more: object = {}) =>
    line('fixture', {
      sport: 'football',
      competition: 'Premier League',
      country: 'KE',
      home: `${producer} home`,
      away: 'Guests',
      startsAt: '2026-03-02T15:00:00Z',
      ...more,
    });
  const odds = (market = '1x2', more: object = {}) => {
    const selections = ['HOME', 'DRAW', 'AWAY'].map((outcome) => ({ outcome, odds: '2.10' }));
    return line('odds', { market, marketType: 'MATCH_RESULT', selections, ...more });
  };
  const settlement = (won: string, more: object = {}) => {
    const results = ['HOME', 'DRAW', 'AWAY'].map((outcome) => ({ outcome, result: outcome === won ? 'WON' : 'LOST' }));
    return line('settlement', { market: '1x2', results, ...more });
  };
  return { line, fixture, odds, settlement };
}

/** An event of a feed with one market and a bet on each of two outcomes. */
async function openFeedAt(book: Betting, producer: string) {
  const [send, eventOf] = [sendTo(book), readEvent(book)];
  const feed = feedOf(producer);
  const { applied } = await send([feed.fixture(), feed.odds()]);
  if (applied !== 2) throw new Error(`The feed of ${producer} was not applied.`);
  const event = await eventOf(producer);
  const [market] = event.markets;
  const [home, away] = [`usr_${producer}_home`, `usr_${producer}_away`];
  const place = (user: string, outcome: string) => book.bet(user, [{ market, eventId: event.id, outcome }]);
  const bet = await place(home, 'HOME');
  await place(away, 'AWAY');
  const wallets = () => Promise.all([home, away].map(book.wallet));
  return { ...feed, producer, event, bet, wallets };
}

/** A book with bets, and what specs of a feed do and look at. */
export interface FeedBook extends Betting {
  send(lines: readonly object[]): Promise<Outcome>;
  /** The event of a producer, as traders see it. */
  eventOf(producer: string): Promise<Outcome>;
  openFeed(producer: string): ReturnType<typeof openFeedAt>;
}

export async function openFeedBook(options: { env?: Record<string, string> } = {}): Promise<FeedBook> {
  const book = await openBets(options);
  return {
    ...book,
    send: sendTo(book),
    eventOf: readEvent(book),
    openFeed: (producer) => openFeedAt(book, producer),
  };
}
