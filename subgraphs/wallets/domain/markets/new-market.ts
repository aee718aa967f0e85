import { badUserInput } from '@soko/errors';
import { newId } from '@soko/ids';
import { readList, readName, readOptional, type WrittenMoney } from '@soko/input';
import type { Market, Selection } from './market.ts';
import { type MarketType, marketTypes } from './market-types.ts';
import { formatLine, parseLine } from './odds.ts';
import { readMaxStakes } from './read-max-stakes.ts';
import { readOdds } from './read-odds.ts';
import type { SportEvent } from './sport-event.ts';

export interface NewSelection {
  outcome: string;
  name?: string | null | undefined;
  odds: string;
}

export interface NewMarketInput {
  type: MarketType;
  line?: string | null | undefined;
  name?: string | null | undefined;
  isLive?: boolean | undefined;
  isActive?: boolean | undefined;
  maxStakes?: readonly WrittenMoney[] | undefined;
  selections: readonly NewSelection[];
}

/** A market with its selections, and the reference of a feed that created it. */
export interface NewMarket {
  market: Market;
  selections: Selection[];
}

/** Greatest number of markets of an event. */
export const maxMarkets = 200;

const outcomeShape = /^[A-Z0-9][A-Z0-9_]{0,39}$/;

function readLineOf(type: MarketType, line: string | null): number | null {
  const rule = marketTypes[type].line;
  if (rule === 'none') {
    if (line !== null) throw badUserInput(`A market of type ${type} has no line. Omit \`line\`.`, 'line');
    return null;
  }
  const milli = line === null ? null : parseLine(line);
  if (milli === null || (rule === 'positive' && milli <= 0)) {
    const range = rule === 'positive' ? 'above 0 to 500' : '-500 to 500';
    throw badUserInput(`A market of type ${type} needs a line, a multiple of 0.25: ${range}.`, 'line');
  }
  return milli;
}

function checkOutcomes(type: MarketType, selections: readonly NewSelection[]): void {
  const { outcomes } = marketTypes[type];
  const given = selections.map(({ outcome }) => outcome);
  const bad = given.findIndex((outcome) => !outcomeShape.test(outcome) || (outcomes && !outcomes.includes(outcome)));
  if (bad !== -1) {
    const allowed = outcomes ? outcomes.join(', ') : 'at most 40 capitals, digits and "_"';
    throw badUserInput(`An outcome of type ${type} must be: ${allowed}.`, `selections.${bad}.outcome`);
  }
  const repeated = given.findIndex((outcome, index) => given.indexOf(outcome) !== index);
  if (repeated !== -1) throw badUserInput('Each outcome must be given once.', `selections.${repeated}.outcome`);
  if (outcomes && given.length !== outcomes.length)
    throw badUserInput(`A market of type ${type} needs the outcomes ${outcomes.join(', ')}.`, 'selections');
}

const signed = (milli: number): string => `${milli > 0 ? '+' : ''}${formatLine(milli)}`;

function defaultSelectionName(outcome: string, { home, away }: SportEvent, { type, lineMilli }: Market): string {
  const words: Readonly<Record<string, string>> = { DRAW: 'Draw', YES: 'Yes', NO: 'No' };
  const handicap = type === 'HANDICAP' && lineMilli !== null;
  if (outcome === 'HOME') return `${home ?? 'Home'}${handicap ? ` ${signed(lineMilli)}` : ''}`;
  if (outcome === 'AWAY') return `${away ?? 'Away'}${handicap ? ` ${signed(0 - lineMilli)}` : ''}`;
  if (outcome === 'OVER') return `Over ${formatLine(lineMilli ?? 0)}`;
  if (outcome === 'UNDER') return `Under ${formatLine(lineMilli ?? 0)}`;
  return words[outcome] ?? outcome.replaceAll('_', ' ');
}

function readMarketName(input: NewMarketInput, lineMilli: number | null): string {
  const name = readOptional(readName, input.name, 'name', { min: 2, max: 100 });
  if (name !== null) return name;
  if (input.type === 'CUSTOM') throw badUserInput('A market of type CUSTOM needs a name.', 'name');
  const line = lineMilli === null ? '' : ` ${formatLine(lineMilli)}`;
  // An event may have both.
  const live = input.isLive === true ? ' (live)' : '';
  return `${marketTypes[input.type].name}${line}${live}`;
}

/** A market of an event from the input of a trader or a feed. Throws BAD_USER_INPUT. */
export function newMarket(event: SportEvent, input: NewMarketInput, now: Date, feedRef: string | null): NewMarket {
  const { type, isLive = false, isActive = true } = input;
  const lineMilli = readLineOf(type, input.line ?? null);
  const selections = readList(input.selections, 'selections', { min: 2, max: 100 });
  checkOutcomes(type, selections);
  const market: Market = {
    id: newId('mkt'),
    eventId: event.id,
    type,
    lineMilli,
    name: readMarketName(input, lineMilli),
    isLive,
    status: isActive ? 'ACTIVE' : 'INACTIVE',
    suspendedBy: null,
    version: 1,
    maxStakes: readMaxStakes(input.maxStakes ?? []),
    settlementRevision: 0,
    feedRef,
    createdAt: now,
  };
  const order = marketTypes[type].outcomes;
  const ordered = order
    ? selections.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
    : selections;
  return { market, selections: ordered.map((each, position) => newSelection(each, position, market, event, input)) };
}

function newSelection(
  given: NewSelection,
  position: number,
  market: Market,
  event: SportEvent,
  input: NewMarketInput,
): Selection {
  const path = `selections.${input.selections.indexOf(given)}`;
  return {
    id: newId('sel'),
    marketId: market.id,
    eventId: event.id,
    outcome: given.outcome,
    name: readOptional(readName, given.name, `${path}.name`) ?? defaultSelectionName(given.outcome, event, market),
    position,
    oddsMilli: readOdds(given.odds, `${path}.odds`),
    oddsVersion: 1,
    status: 'ACTIVE',
    result: null,
    resultNumerator: null,
    resultDenominator: null,
  };
}
