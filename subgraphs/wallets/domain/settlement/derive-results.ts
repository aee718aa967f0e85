import type { LegResult } from '../bets/leg-factor.ts';
import type { Score } from '../markets/sport-event.ts';
import type { KnownResult, SettledMarket } from './results.ts';

type PlainResult = Exclude<LegResult['result'], 'DEAD_HEAT'>;

const wonIf = (isWon: boolean): PlainResult => (isWon ? 'WON' : 'LOST');
const bySign = (difference: number): PlainResult => (difference === 0 ? 'VOID' : wonIf(difference > 0));

/** A quarter line is two bets of half the stake, on the lines beside it: 2.25 is 2.0 and 2.5. */
function byMargin(marginMilli: number): PlainResult {
  if (marginMilli % 500 === 0) return bySign(marginMilli);
  const [lower, upper] = [bySign(marginMilli - 250), bySign(marginMilli + 250)];
  if (lower === 'VOID') return 'HALF_WON';
  return upper === 'VOID' ? 'HALF_LOST' : lower;
}

/** The result of an outcome in thousandths of a goal; null for one that a score does not decide. */
function resultOf({ type, lineMilli }: SettledMarket, outcome: string, { home, away }: Score): PlainResult | null {
  const line = lineMilli ?? 0;
  const lead = outcome === 'AWAY' ? away - home : home - away;
  switch (type) {
    case 'MATCH_RESULT':
      return wonIf(outcome === 'DRAW' ? lead === 0 : lead > 0);
    case 'DRAW_NO_BET':
      return bySign(lead);
    case 'BTTS':
      return wonIf((outcome === 'YES') === (home > 0 && away > 0));
    case 'OVER_UNDER': {
      const over = (home + away) * 1000 - line;
      return byMargin(outcome === 'OVER' ? over : -over);
    }
    case 'HANDICAP':
      return byMargin(lead * 1000 + (outcome === 'AWAY' ? -line : line));
    case 'CUSTOM':
    default:
      return null;
  }
}

/** The results of a market by the final score. Null for a market that a score does not decide. */
export function deriveResults(market: SettledMarket, score: Score): KnownResult[] | null {
  const results: KnownResult[] = [];
  for (const { id, outcome } of market.selections) {
    const result = resultOf(market, outcome, score);
    if (result === null) return null;
    results.push({ selectionId: id, result: { result } });
  }
  return results;
}

/** A void market: every selection returns its stake. */
export const voidResults = ({ selections }: Pick<SettledMarket, 'selections'>): KnownResult[] =>
  selections.map(({ id }) => ({ selectionId: id, result: { result: 'VOID' } }));
