import { badUserInput } from '@soko/errors';
import { readList, readPositiveMoney, type WrittenMoney } from '@soko/input';
import { isId } from '@soko/ids';
import { legRange, type OddsPolicy } from '../../domain/bets/bet.ts';
import { type BetKind, findSystemProblem, type SystemProblem } from '../../domain/bets/lines.ts';
import type { WantedBet, WantedLeg } from '../../domain/bets/priced-bet.ts';
import { parseOdds } from '../../domain/markets/odds.ts';

interface SelectionInput {
  selectionId: string;
  odds: string;
  isBanker?: boolean | null | undefined;
}

/** A bet as a client writes it. */
export interface BetInput {
  kind: BetKind;
  selections: readonly SelectionInput[];
  systemSizes?: readonly number[] | null | undefined;
  stake: WrittenMoney;
  oddsPolicy?: OddsPolicy | null | undefined;
}

function readLeg({ selectionId, odds, isBanker }: SelectionInput, index: number): WantedLeg {
  const field = `selections.${index}`;
  if (!isId('sel', selectionId)) {
    throw badUserInput('The selection must be an id that starts with `sel_`.', `${field}.selectionId`);
  }
  const oddsMilli = parseOdds(odds);
  if (oddsMilli === null) {
    throw badUserInput('The odds must be 1.001 to 1000.000 with at most three decimals.', `${field}.odds`);
  }
  return { selectionId, oddsMilli, isBanker: isBanker ?? false };
}

function readLegs(kind: BetKind, selections: readonly SelectionInput[]): WantedLeg[] {
  const legs = readList(selections, 'selections', legRange[kind]).map(readLeg);
  const repeated = legs.findIndex(({ selectionId }, index) =>
    legs.slice(0, index).some((other) => other.selectionId === selectionId),
  );
  if (repeated >= 0) throw badUserInput('Each selection can be in a bet once.', `selections.${repeated}.selectionId`);
  const banker = legs.findIndex(({ isBanker }) => isBanker);
  if (kind !== 'SYSTEM' && banker >= 0) {
    throw badUserInput('Only a `SYSTEM` has bankers.', `selections.${banker}.isBanker`);
  }
  return legs;
}

function describe(problem: SystemProblem): string {
  switch (problem.problem) {
    case 'no_sizes':
      return 'A `SYSTEM` needs the sizes of its lines, such as `[2, 3]`.';
    case 'only_bankers':
      return 'At least one selection of a `SYSTEM` must not be a banker.';
    case 'repeated_size':
      return `The size ${problem.size} is there twice.`;
    case 'size_out_of_range':
      return `The size ${problem.size} does not fit: the bet has ${problem.maximum} selections that are no bankers.`;
    case 'too_many_lines':
    default:
      return `The bet would have ${problem.lines} lines, and at most ${problem.maximum} are allowed. Use fewer sizes.`;
  }
}

function readSizes(kind: BetKind, legs: readonly WantedLeg[], sizes: readonly number[]): readonly number[] {
  if (kind === 'SYSTEM') {
    const problem = findSystemProblem(legs, sizes);
    if (problem !== null) throw badUserInput(describe(problem), 'systemSizes');
  } else if (sizes.length > 0) {
    throw badUserInput('Only a `SYSTEM` has sizes.', 'systemSizes');
  }
  return sizes.toSorted((a, b) => a - b);
}

/** Reads a bet that fits in itself. Throws BAD_USER_INPUT. */
export function readWantedBet({ kind, selections, systemSizes, stake, oddsPolicy }: BetInput): WantedBet {
  const legs = readLegs(kind, selections);
  const { amountMinor, currency } = readPositiveMoney(stake, 'stake.amount');
  return {
    kind,
    legs,
    systemSizes: readSizes(kind, legs, systemSizes ?? []),
    currency,
    unitStakeMinor: amountMinor,
    oddsPolicy: oddsPolicy ?? 'NONE',
  };
}
