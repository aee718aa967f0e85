import type { LegResult } from '../bets/leg-factor.ts';
import { formatLine } from '../markets/odds.ts';
import { type KnownResult, nameOfResult, type SettledMarket } from './results.ts';

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

/** True for a market whose score may return all stakes. */
export const mayPush = ({ type, lineMilli }: Pick<SettledMarket, 'type' | 'lineMilli'>): boolean =>
  type === 'DRAW_NO_BET' || ((type === 'OVER_UNDER' || type === 'HANDICAP') && (lineMilli ?? 0) % 1000 === 0);

const isPair = (results: readonly KnownResult[], allowed: readonly Names[]): boolean => {
  const names = results.map(({ result }) => result.result).toSorted();
  return allowed.some((pair) => pair.toSorted().every((name, index) => name === names[index]));
};

const oneOf = (allowed: readonly Names[]): string => allowed.map((pair) => pair.join(' and ')).join(', or ');

function problemOfPair(
  market: SettledMarket,
  results: readonly KnownResult[],
  allowed: readonly Names[],
): string | null {
  if (isPair(results, allowed)) return null;
  const line = market.lineMilli === null ? '' : ` with the line ${formatLine(market.lineMilli)}`;
  return `The two selections of a market of type ${market.type}${line} must be ${oneOf(allowed)}. To return all stakes, void the market.`;
}

const oneWinner =
  'A market of type MATCH_RESULT must have exactly one selection WON, or a dead heat of n selections with 1/n each.';

/** The winners of a market with one first place: one, or a dead heat whose shares make one. */
function problemOfWinner(results: readonly KnownResult[]): string | null {
  const named = results.map(({ result }) => result);
  if (named.every(({ result }) => result === 'VOID')) return null;
  const other = named.find(({ result }) => result !== 'WON' && result !== 'LOST' && result !== 'DEAD_HEAT');
  if (other !== undefined)
    return `A selection of a market of type MATCH_RESULT cannot be ${other.result} unless all are VOID.`;
  const winners = named.filter(({ result }) => result === 'WON').length;
  const sharing = named.filter((each) => each.result === 'DEAD_HEAT');
  if (sharing.length === 0) return winners === 1 ? null : oneWinner;
  const isWhole = sharing.every(({ numerator, denominator }) => numerator * sharing.length === denominator);
  return winners === 0 && sharing.length > 1 && isWhole ? null : oneWinner;
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
export function findResultsProblem(market: SettledMarket, results: readonly KnownResult[]): string | null {
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
