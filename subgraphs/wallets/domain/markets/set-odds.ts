import { badUserInput } from '@soko/errors';
import { readList } from '@soko/input';
import type { Market, Selection } from './market.ts';
import { readOdds } from './read-odds.ts';
import { marketChanged, type MarketChanged, wrongMarketStatus, type WrongMarketStatus } from './refusals.ts';
import type { MarketStatus, SelectionStatus } from './statuses.ts';

/** New odds or a new status of one selection. */
export interface SelectionOdds {
  selectionId: string;
  oddsMilli: number | null;
  status: SelectionStatus | null;
}

interface GivenOdds {
  selectionId: string;
  odds?: string | null | undefined;
  status?: SelectionStatus | null | undefined;
}

/** The odds in an input. Throws BAD_USER_INPUT. */
export function readSelectionOdds(given: readonly GivenOdds[]): SelectionOdds[] {
  const seen = new Set<string>();
  return readList(given, 'selections', { min: 1, max: 100 }).map(({ selectionId, odds, status }, index) => {
    const path = `selections.${index}`;
    if (seen.has(selectionId)) throw badUserInput('Each selection must be given once.', `${path}.selectionId`);
    seen.add(selectionId);
    if (odds == null && status == null) throw badUserInput('Pass `odds` or `status`.', `${path}.odds`);
    return {
      selectionId,
      oddsMilli: odds == null ? null : readOdds(odds, `${path}.odds`),
      status: status ?? null,
    };
  });
}

/** Statuses in which odds may change. */
const changeable: MarketStatus[] = ['INACTIVE', 'ACTIVE', 'SUSPENDED'];

/** A selection before and after a change of its odds or status. */
export interface SelectionStep {
  before: Selection;
  after: Selection;
}

function stepOf(before: Selection, { oddsMilli, status }: SelectionOdds): SelectionStep | null {
  const isNew = oddsMilli !== null && oddsMilli !== before.oddsMilli;
  const after = {
    ...before,
    oddsMilli: oddsMilli ?? before.oddsMilli,
    oddsVersion: before.oddsVersion + (isNew ? 1 : 0),
    status: status ?? before.status,
  };
  return isNew || after.status !== before.status ? { before, after } : null;
}

/**
 * The selections of a market that change. `expectedVersion` is the version of the market that the odds are based on, or
 * null for any. Throws BAD_USER_INPUT for a selection of another market.
 */
export function setOdds(
  market: Market,
  selections: readonly Selection[],
  odds: readonly SelectionOdds[],
  expectedVersion: number | null,
): SelectionStep[] | WrongMarketStatus | MarketChanged {
  const byId = new Map(selections.map((selection) => [selection.id, selection]));
  const steps = odds.map((each, index) => {
    const before = byId.get(each.selectionId);
    if (before === undefined)
      throw badUserInput('The market has no selection with this id.', `selections.${index}.selectionId`);
    return stepOf(before, each);
  });
  if (!changeable.includes(market.status)) return wrongMarketStatus(market.status, changeable, 'get new odds');
  if (expectedVersion !== null && expectedVersion !== market.version) return marketChanged(market.version);
  return steps.filter((step) => step !== null);
}
