import type { Market, Selection } from '../markets/market.ts';
import { formatLine, formatOdds } from '../markets/odds.ts';
import type { SportEvent } from '../markets/sport-event.ts';
import { deriveResults } from '../settlement/derive-results.ts';
import { type League, leagues } from './clubs.ts';
import type { FeedLine } from './feed-line.ts';
import type { Random } from './random.ts';

type Unplaced<Line> = Line extends FeedLine ? Omit<Line, 'producer' | 'seq'> : never;

/** A line before it gets its number. */
export type NewLine = Unplaced<FeedLine>;

/** A simulated event that is not over or not settled, with its markets that have no results and their selections. */
export interface SimulatedEvent {
  /** How the feed calls the event. */
  ref: string;
  sport: string;
  competition: string;
  event: SportEvent;
  markets: readonly { ref: string; market: Market; selections: readonly Selection[] }[];
}

export interface SimulationRules {
  /** Time that a match takes. */
  matchMs: number;
  /** Events that are kept ahead, and events that are kept in play. */
  upcoming: number;
  live: number;
}

const hourMs = 3_600_000;

/** Margin of the simulated bookmaker: the inverse odds of a market add up to 105 %. */
const margin = 10_500;

/** Odds of a chance in basis points, with the margin. */
const oddsOf = (chance: number): string =>
  formatOdds(Math.max(1_010, Math.min(100_000, Math.trunc(100_000_000_000 / (chance * margin)))));

const pair = (first: string, second: string, chance: number) => [
  { outcome: first, odds: oddsOf(chance) },
  { outcome: second, odds: oddsOf(10_000 - chance) },
];

const marketName = (type: string, line: number | null): string =>
  `${type.toLowerCase().replaceAll('_', '-')}${line === null ? '' : `-${formatLine(line)}`}`;

/** Markets of a new event: before the match and during it. `home` and `draw` are chances in basis points. */
function oddsLines(ref: string, home: number, draw: number, random: Random): NewLine[] {
  const over = random.between(4_300, 6_000);
  const line = (marketType: Market['type'], milli: number | null, selections: { outcome: string; odds: string }[]) =>
    [false, true].map((live): NewLine => ({
      type: 'odds',
      event: ref,
      market: `${marketName(marketType, milli)}${live ? '-live' : ''}`,
      marketType,
      ...(milli === null ? {} : { line: formatLine(milli) }),
      live,
      selections,
    }));
  return [
    ...line('MATCH_RESULT', null, [
      { outcome: 'HOME', odds: oddsOf(home) },
      { outcome: 'DRAW', odds: oddsOf(draw) },
      { outcome: 'AWAY', odds: oddsOf(10_000 - home - draw) },
    ]),
    ...line('OVER_UNDER', 2_500, pair('OVER', 'UNDER', over)),
    ...line('BTTS', null, pair('YES', 'NO', random.between(4_500, 5_800))),
    ...line('DRAW_NO_BET', null, pair('HOME', 'AWAY', Math.trunc((home * 10_000) / (10_000 - draw)))),
    ...line('HANDICAP', -750, pair('HOME', 'AWAY', Math.max(1_500, home - 1_000))),
  ];
}

function newFixture(number: number, startsAt: Date, random: Random): NewLine[] {
  const league = leagues[random.between(0, leagues.length - 1)] as League;
  const first = random.between(0, league.clubs.length - 1);
  const second = (first + random.between(1, league.clubs.length - 1)) % league.clubs.length;
  const ref = `match-${number}`;
  const { sport, competition, country } = league;
  const fixture: NewLine = {
    type: 'fixture',
    event: ref,
    sport,
    competition,
    country,
    home: league.clubs[first] as string,
    away: league.clubs[second] as string,
    startsAt: startsAt.toISOString(),
  };
  return [fixture, ...oddsLines(ref, random.between(2_500, 5_500), random.between(2_200, 3_000), random)];
}

type Fixture = Extract<NewLine, { type: 'fixture' }>;

const fixtureOf = ({ ref, sport, competition, event }: SimulatedEvent, change: Partial<Fixture>): NewLine => ({
  type: 'fixture',
  event: ref,
  sport,
  competition,
  startsAt: event.startsAt.toISOString(),
  ...change,
});

/** Odds of one market that move by up to 3 %. */
function movedOdds({ ref, markets }: SimulatedEvent, random: Random): NewLine[] {
  const open = markets.filter(({ market }) => market.status === 'ACTIVE');
  const chosen = open[random.between(0, Math.max(0, open.length - 1))];
  if (chosen === undefined) return [];
  const selections = chosen.selections.map(({ outcome, oddsMilli }) => ({
    outcome,
    odds: formatOdds(Math.max(1_010, Math.min(100_000, Math.trunc((oddsMilli * random.between(970, 1_030)) / 1_000)))),
  }));
  return [{ type: 'odds', event: ref, market: chosen.ref, selections }];
}

/** A goal: no bets while everyone celebrates. */
function goal(simulated: SimulatedEvent, random: Random): NewLine[] {
  const { home, away } = simulated.event.score ?? { home: 0, away: 0 };
  const score = random.between(0, 99) < 55 ? { home: home + 1, away } : { home, away: away + 1 };
  const { ref: event } = simulated;
  return [
    { type: 'bet_stop', event, reason: 'Goal' },
    fixtureOf(simulated, { score }),
    ...movedOdds(simulated, random),
    { type: 'bet_start', event },
  ];
}

/** Results of the closed markets of a match that is over. */
function settlements({ ref: event, event: { score }, markets }: SimulatedEvent): NewLine[] {
  return markets.flatMap(({ ref, market, selections }): NewLine[] => {
    const results = market.status === 'CLOSED' && score ? deriveResults({ ...market, selections }, score) : null;
    if (results === null) return [];
    const named = results.map(({ result: { result } }, index) => ({ outcome: selections[index]!.outcome, result }));
    return [{ type: 'settlement', event, market: ref, results: named }];
  });
}

/** A match in play: it ends, there is a goal, or odds move. */
function playOn(simulated: SimulatedEvent, random: Random, now: Date, { matchMs }: SimulationRules): NewLine[] {
  const { ref: event, event: facts, markets } = simulated;
  const chance = random.between(0, 99);
  // The process ended in the middle of a goal.
  if (markets.some(({ market }) => market.suspendedBy === 'FEED')) return [{ type: 'bet_start', event }];
  if (now.getTime() - (facts.startedAt ?? facts.startsAt).getTime() >= matchMs)
    return [fixtureOf(simulated, { status: 'ENDED', score: facts.score ?? { home: 0, away: 0 } })];
  if (chance < 3) return goal(simulated, random);
  return chance < 30 ? movedOdds(simulated, random) : [];
}

function stepOf(simulated: SimulatedEvent, random: Random, now: Date, rules: SimulationRules): NewLine[] {
  const { status, startsAt } = simulated.event;
  if (status === 'ENDED') return settlements(simulated);
  if (status === 'LIVE') return playOn(simulated, random, now, rules);
  if (startsAt <= now) return [fixtureOf(simulated, { status: 'LIVE', score: { home: 0, away: 0 } })];
  return random.between(0, 99) < 3 ? movedOdds(simulated, random) : [];
}

/** New events, when too few are ahead or in play. */
function newEvents(events: readonly SimulatedEvent[], random: Random, now: Date, rules: SimulationRules, from: number) {
  const ahead = events.filter(({ event }) => event.status !== 'ENDED');
  const soon = ahead.filter(({ event }) => event.startsAt.getTime() - now.getTime() < rules.matchMs).length;
  const later = ahead.length - soon;
  const starts = [
    ...Array.from({ length: Math.max(0, rules.live - soon) }, () => random.between(20, 90) * 1_000),
    ...Array.from({ length: Math.max(0, rules.upcoming - later) }, () => random.between(2, 96) * hourMs),
  ];
  return starts.flatMap((aheadMs, index) => newFixture(from + index, new Date(now.getTime() + aheadMs), random));
}

/** The lines of one moment: matches start, score, end and are settled, odds move, and new matches are announced. */
export const simulate = (
  events: readonly SimulatedEvent[],
  random: Random,
  now: Date,
  rules: SimulationRules & { nextNumber: number },
): NewLine[] => [
  ...events.flatMap((each) => stepOf(each, random, now, rules)),
  ...newEvents(events, random, now, rules, rules.nextNumber),
];
