import type { NewLine } from '../domain/feed/simulation.ts';

/** The producer of the lines of the demo matches. */
export const demoProducer = 'demo';

interface DemoMatch {
  event: string;
  home: string;
  away: string;
  score: { home: number; away: number };
  markets: readonly {
    market: string;
    marketType: 'MATCH_RESULT' | 'DRAW_NO_BET';
    odds: Readonly<Record<string, string>>;
    results: Readonly<Record<string, 'WON' | 'LOST' | 'VOID'>>;
  }[];
}

/** Matches that were played before the installation was new, so that there is a history of bets on them. */
const matches: readonly DemoMatch[] = [
  {
    event: 'demo-1',
    home: 'Kisumu Herons',
    away: 'Mombasa Dhows',
    score: { home: 2, away: 1 },
    markets: [
      {
        market: 'result',
        marketType: 'MATCH_RESULT',
        odds: { HOME: '2.100', DRAW: '3.250', AWAY: '3.600' },
        results: { HOME: 'WON', DRAW: 'LOST', AWAY: 'LOST' },
      },
    ],
  },
  {
    event: 'demo-2',
    home: 'Nairobi Acacias',
    away: 'Thika Falls',
    score: { home: 0, away: 0 },
    markets: [
      {
        market: 'result',
        marketType: 'MATCH_RESULT',
        odds: { HOME: '1.750', DRAW: '3.500', AWAY: '4.800' },
        results: { HOME: 'LOST', DRAW: 'WON', AWAY: 'LOST' },
      },
      {
        market: 'draw-no-bet',
        marketType: 'DRAW_NO_BET',
        odds: { HOME: '1.350', AWAY: '3.100' },
        results: { HOME: 'VOID', AWAY: 'VOID' },
      },
    ],
  },
  {
    event: 'demo-3',
    home: 'Eldoret Milers',
    away: 'Kericho Leaves',
    score: { home: 1, away: 3 },
    markets: [
      {
        market: 'result',
        marketType: 'MATCH_RESULT',
        odds: { HOME: '2.600', DRAW: '3.100', AWAY: '2.750' },
        results: { HOME: 'LOST', DRAW: 'LOST', AWAY: 'WON' },
      },
    ],
  },
];

const maxStakes = [
  { amount: '20000.00', currency: 'KES' },
  { amount: '150.00', currency: 'EUR' },
];

const fixtureOf = ({ event, home, away }: DemoMatch, startsAt: Date) =>
  ({
    type: 'fixture',
    event,
    sport: 'football',
    competition: 'Lakeside League',
    country: 'KE',
    home,
    away,
    startsAt: startsAt.toISOString(),
  }) as const;

const numbered = (lines: readonly NewLine[], first: number): string[] =>
  lines.map((line, index) => JSON.stringify({ producer: demoProducer, seq: first + index, ...line }));

/** The lines that announce the matches with their odds. */
export const announcingLines = (startsAt: Date): string[] =>
  numbered(
    matches.flatMap((match): NewLine[] => [
      fixtureOf(match, startsAt),
      ...match.markets.map(({ market, marketType, odds }) => ({
        type: 'odds' as const,
        event: match.event,
        market,
        marketType,
        maxStakes,
        selections: Object.entries(odds).map(([outcome, price]) => ({ outcome, odds: price })),
      })),
    ]),
    1,
  );

/** The lines that play the matches from `startsAt` on and settle their markets. */
export const playedLines = (startsAt: Date, first: number): string[] =>
  numbered(
    matches.flatMap((match): NewLine[] => {
      const fixture = fixtureOf(match, startsAt);
      return [
        fixture,
        { ...fixture, status: 'LIVE' },
        { ...fixture, status: 'ENDED', score: match.score },
        ...match.markets.map(({ market, results }) => ({
          type: 'settlement' as const,
          event: match.event,
          market,
          results: Object.entries(results).map(([outcome, result]) => ({ outcome, result })),
        })),
      ];
    }),
    first,
  );
