import { requireRole } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import { stepEvents } from '../../domain/markets/market-events.ts';
import {
  closeMarket as closeOne,
  closeMarkets,
  type MarketStep,
  resumeMarket as resumeOne,
  resumeMarkets,
  suspendMarket as suspendOne,
  suspendMarkets,
} from '../../domain/markets/market-steps.ts';
import type { Market } from '../../domain/markets/market.ts';
import {
  wrongSportEventStatus,
  type WrongMarketStatus,
  type WrongSportEventStatus,
} from '../../domain/markets/refusals.ts';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import { lockSportEvent } from '../../store/markets/find-events.ts';
import { findMarkets, lockMarkets, lockMarketsOf } from '../../store/markets/find-markets.ts';
import { type Cause, saveMarketSteps } from '../../store/markets/save-markets.ts';
import { readReason } from './read-reason.ts';

interface MarketOrEvent {
  marketId?: string | null | undefined;
  sportEventId?: string | null | undefined;
  reason?: string | null | undefined;
}

/** A step for one market, and for all markets of an event. */
interface Step {
  ofOne: (market: Market) => MarketStep | WrongMarketStatus | null;
  ofAll: (markets: readonly Market[]) => MarketStep[];
}

/** Saves steps of locked markets with their events. */
export const saveSteps = (client: pg.PoolClient, steps: readonly MarketStep[], cause: Cause): Promise<void> =>
  saveMarketSteps(client, steps, cause, stepEvents(steps, cause.reason, cause.trail));

async function changeOne(client: pg.PoolClient, market: Market, step: Step, cause: Cause) {
  const decided = step.ofOne(market);
  if (decided === null) return { ...market, __typename: 'Market' as const };
  if (isRefusal(decided)) return decided;
  await saveSteps(client, [decided], cause);
  return { ...decided.after, __typename: 'Market' as const };
}

async function changeAll(client: pg.PoolClient, event: SportEvent, step: Step, cause: Cause) {
  const steps = step.ofAll(await lockMarketsOf(client, event.id));
  await saveSteps(client, steps, cause);
  return { sportEvent: event, markets: steps.map(({ after }) => after), __typename: 'ChangedMarkets' as const };
}

/** The id in an input that names either a market or an event. */
function readTarget({ marketId, sportEventId }: MarketOrEvent): { marketId: string } | { sportEventId: string } {
  if (marketId != null && sportEventId == null) return { marketId };
  if (sportEventId != null && marketId == null) return { sportEventId };
  throw badUserInput('Pass either `marketId` or `sportEventId`.', 'marketId');
}

/** Locks the event, and the market of the input. Throws NOT_FOUND. */
async function lockTarget(client: pg.PoolClient, target: ReturnType<typeof readTarget>) {
  if ('sportEventId' in target) {
    const event = await lockSportEvent(client, target.sportEventId);
    if (event === null) throw notFound('The event');
    return { event, market: null };
  }
  const [known] = await findMarkets(client, [target.marketId]);
  const event = known === undefined ? null : await lockSportEvent(client, known.eventId);
  const [market] = await lockMarkets(client, [target.marketId]);
  if (event === null || market === undefined) throw notFound('The market');
  return { event, market };
}

function runStep<Refused>(
  { viewer, pool, trail }: WalletsContext,
  input: MarketOrEvent,
  step: Step,
  forbiddenBy: (event: SportEvent) => Refused | null,
) {
  requireRole(viewer, 'TRADER');
  const target = readTarget(input);
  const cause = { trail, reason: readReason(input.reason) };
  return inTransaction(pool, async (client) => {
    const { event, market } = await lockTarget(client, target);
    const forbidden = forbiddenBy(event);
    if (forbidden !== null) return forbidden;
    return market === null ? changeAll(client, event, step, cause) : changeOne(client, market, step, cause);
  });
}

const allowed = (): null => null;

/** A market opens only while its event takes place. */
const forbidsOpening = ({ status }: SportEvent): WrongSportEventStatus | null =>
  status === 'SCHEDULED' || status === 'LIVE'
    ? null
    : wrongSportEventStatus(status, ['SCHEDULED', 'LIVE'], 'open its markets');

/** Suspends a market, or all open markets of an event. */
export const suspendMarket = async (context: WalletsContext, input: MarketOrEvent) =>
  runStep(context, input, { ofOne: suspendOne, ofAll: (markets) => suspendMarkets(markets, 'EVENT') }, allowed);

/** Opens a market for bets, or the markets that were suspended with the whole event. */
export const resumeMarket = async (context: WalletsContext, input: MarketOrEvent) =>
  runStep(context, input, { ofOne: resumeOne, ofAll: (markets) => resumeMarkets(markets, 'EVENT') }, forbidsOpening);

/** Closes a market, or all markets of an event. */
export const closeMarket = async (context: WalletsContext, input: MarketOrEvent) =>
  runStep(context, input, { ofOne: closeOne, ofAll: closeMarkets }, allowed);
