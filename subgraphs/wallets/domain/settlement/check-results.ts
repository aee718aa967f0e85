import type { LegResult } from '../bets/leg-factor.ts';
import { nameOfResult, type ResultOf, type SettledMarket } from './results.ts';

type Names = readonly LegResult['result'][];

/** Greatest denominator of a dead heat: so many selections share a place at most. */
export const maxDeadHeat = 100;

/** The pairs of results that two opposite selections may have. */
const pairs = {
  winner: [['WON', 'LOST']],
  winnerOrPush: [
    ['WON', 'LOST'],
    ['VOID', 'VOID'],
  ],
  quarters: [
    ['WON', 'LOST'],
    ['HALF_WON', 'HALF_LOST'],
  ],
} as const satisfies Record<string, readonly Names[]>;

/** What the line allows: a whole line may push, a quarter line splits the stake, a half line has a winner. */
function pairsOfLine(lineMilli: number): readonly Names[] {
  if (lineMilli % 1000 === 0) return pairs.winnerOrPush;
  return lineMilli % 500 === 0 ? pairs.winner : pairs.quarters;
}

const isPair = (results: readonly ResultOf[], allowed: readonly Names[]): boolean => {
  const names = results.map(({ result }) => result).toSorted();
  return allowed.some((pair) => pair.toSorted().every((name, index) => name === names[index]));
};

const oneOf = (allowed: readonly Names[]): string => allowed.map((pair) => pair.join(' and ')).join(', or ');

function problemOfPair(market: SettledMarket, results: readonly ResultOf[], allowed: readonly Names[]): string | null {
  if (isPair(results, allowed)) return null;
  const line = market.lineMilli === null ? '' : ` with the line ${market.lineMilli / 1000}`;
  return `The two selections of a market of type ${market.type}${line} must be ${oneOf(allowed)}. To return all stakes, void the market.`;
}

/** The winners of a market with one first place: one, or a dead heat whose shares make one. */
function problemOfWinner(results: readonly ResultOf[]): string | null {
  if (results.every(({ result }) => result === 'VOID')) return null;
  const others = results.find(({ result }) => result !== 'WON' && result !== 'LOST' && result !== 'DEAD_HEAT');
  if (others !== undefined)
    return `A selection of a market of type MATCH_RESULT cannot be ${others.result} unless all are VOID.`;
  const sharing = results.filter((each) => each.result === 'DEAD_HEAT');
  const winners = results.filter(({ result }) => result === 'WON').length;
  if (sharing.length === 0 && winners === 1) return null;
  const isShared = sharing.length > 1 && winners === 0;
  if (isShared && sharing.every(({ numerator, denominator }) => numerator * sharing.length === denominator))
    return null;
  return 'A market of type MATCH_RESULT must have exactly one selection WON, or a dead heat of n selections with 1/n each.';
}

/** Why a dead heat is no share, or null. */
export function findShareProblem(result: LegResult): string | null {
  if (result.result !== 'DEAD_HEAT') return null;
  const { numerator, denominator } = result;
  const isShare = 0 < numerator && numerator < denominator && denominator <= maxDeadHeat;
  return isShare
    ? null
    : `${nameOfResult(result)} is no share: use a fraction between 0 and 1 with a denominator of at most ${maxDeadHeat}, such as 1/2.`;
}

/** Why results cannot be those of a market of this type, or null. Each selection has exactly one result. */
export function findResultsProblem(market: SettledMarket, results: readonly ResultOf[]): string | null {
  switch (market.type) {
    case 'MATCH_RESULT':
      return problemOfWinner(results);
    case 'BTTS':
      return problemOfPair(market, results, pairs.winner);
    case 'DRAW_NO_BET':
      return problemOfPair(market, results, pairs.winnerOrPush);
    case 'OVER_UNDER':
    case 'HANDICAP':
      return problemOfPair(market, results, pairsOfLine(market.lineMilli ?? 0));
    case 'CUSTOM':
    default:
      return null;
  }
}
