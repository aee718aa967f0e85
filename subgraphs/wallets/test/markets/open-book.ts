import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person, startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { wallets } from '../../index.ts';

// Specs read results as plain JSON; their expectations check it.
// oxlint-disable-next-line typescript/no-explicit-any
export type Outcome = any;

export const trader = person('usr_trader', 'TRADER');
export const customer = person('usr_customer', 'CUSTOMER');

/** A wallets subgraph with a sport, a competition and the steps that specs of betting start with. */
export interface Book extends TestSubgraph {
  sportId: string;
  competitionId: string;
  /** Moves the clock of the subgraph. */
  pass(ms: number): void;
  now(): Date;
  /** The result of one mutation with `input`, which must not fail. */
  mutate(mutation: string, input: object, selection?: string, as?: Viewer): Promise<Outcome>;
  /** The code and the field of the error of a mutation. */
  failure(mutation: string, input: object, as?: Viewer): Promise<unknown>;
  /** Creates an event that starts in an hour. */
  event(input?: object): Promise<Outcome>;
  /** Creates a match result market, or the one that `input` describes. */
  market(sportEventId: string, input?: object): Promise<Outcome>;
  read(id: string, as?: Viewer): Promise<Outcome>;
  /** The types of the events about one market or sport event, in order, without their topic. */
  toldOf(subject: string): Promise<string[]>;
}

export const hourMs = 3_600_000;

const userError = '... on UserError { code message }';
export const wholeMarket = `id name type line status version isLive maxStakes { amount currency }
  selections { id outcome name odds oddsVersion status }`;

const selectionOf: Readonly<Record<string, string>> = {
  createSport: `... on Sport { id slug name }`,
  createCompetition: `... on Competition { id name country sport { id } }`,
  createSportEvent: `... on SportEvent { id name status version startsAt } ... on SportEventExists { sportEventId }`,
  updateSportEvent: `... on SportEvent { id name status version startsAt score { home away } markets { id status } }
    ... on WrongSportEventStatus { sportEventStatus allowedStatuses } ... on SportEventChanged { version }`,
  createMarket: `... on Market { ${wholeMarket} } ... on WrongSportEventStatus { sportEventStatus allowedStatuses } ... on MarketExists { marketId }`,
  importFeed: `... on FeedReport { applied }`,
  acceptFeedGap: `... on FeedProducer { name }`,
  setOdds: `... on Market { ${wholeMarket} } ... on WrongMarketStatus { status allowed } ... on MarketChanged { version }`,
};
const ofMarketOrEvent = `... on Market { id status version } ... on ChangedMarkets { sportEvent { id } markets { id status } }
  ... on WrongMarketStatus { status allowed }`;

export const threeWay = [
  { outcome: 'HOME', odds: '2.10' },
  { outcome: 'DRAW', odds: '3.25' },
  { outcome: 'AWAY', odds: '3.600' },
];

const typeOf = (mutation: string): string => `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;

export async function openBook(
  options: Pick<NonNullable<Parameters<typeof startTestSubgraph>[1]>, 'env' | 'peers'> = {},
): Promise<Book> {
  let time = new Date('2026-03-01T12:00:00.000Z').getTime();
  const now = () => new Date(time);
  const graph = await startTestSubgraph(wallets, { ...options, now });

  const send = (mutation: string, input: object, selection: string | undefined, as: Viewer) =>
    graph.query(
      `mutation ($input: ${typeOf(mutation)}) { ${mutation}(input: $input) {
        __typename ${selection ?? selectionOf[mutation] ?? ofMarketOrEvent} ${userError} } }`,
      { input },
      { as },
    );

  const mutate: Book['mutate'] = async (mutation, input, selection, as = trader) => {
    const { data, errors } = await send(mutation, input, selection, as);
    if (errors) throw new Error(JSON.stringify(errors));
    return data[mutation];
  };

  const { id: sportId } = await mutate('createSport', { slug: 'football', name: 'Football' });
  const { id: competitionId } = await mutate('createCompetition', { sportId, name: 'Premier League', country: 'KE' });

  return {
    ...graph,
    sportId,
    competitionId,
    now,
    pass(ms) {
      time += ms;
    },
    mutate,
    async failure(mutation, input, as = trader) {
      const { errors } = await send(mutation, input, undefined, as);
      const { code, field } = (errors?.[0]?.extensions ?? {}) as { code?: string; field?: string };
      return field === undefined ? code : `${code} at ${field}`;
    },
    event: (input = {}) =>
      mutate('createSportEvent', {
        idempotencyKey: newId('req'),
        competitionId,
        name: `Derby ${newId('req')}`,
        home: 'Gor Mahia',
        away: 'AFC Leopards',
        startsAt: new Date(time + hourMs).toISOString(),
        ...input,
      }),
    market: (sportEventId, input = {}) =>
      mutate('createMarket', {
        idempotencyKey: newId('req'),
        sportEventId,
        type: 'MATCH_RESULT',
        selections: threeWay,
        ...input,
      }),
    async read(id, as = trader) {
      const { data } = await graph.query(`query ($id: ID!) { market(id: $id) { ${wholeMarket} } }`, { id }, { as });
      return data['market'];
    },
    async toldOf(subject) {
      const events = (await graph.told()).filter((event) => event.subject === subject);
      return events.map(({ type }) => type.slice(type.lastIndexOf('.') + 1));
    },
  };
}
