import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import { changeEvent, type EventChange, marketStepsOf } from '../../domain/markets/event-steps.ts';
import { sportEventChangedBy, stepEvents } from '../../domain/markets/market-events.ts';
import type { MarketStep } from '../../domain/markets/market-steps.ts';
import type { Market } from '../../domain/markets/market.ts';
import type { WrongSportEventStatus } from '../../domain/markets/refusals.ts';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import { lockMarketsOf } from '../../store/markets/find-markets.ts';
import { saveSportEvent } from '../../store/markets/save-events.ts';
import { type Cause, saveMarketSteps } from '../../store/markets/save-markets.ts';
import { voidMarkets } from '../settlement/void-markets.ts';

const afterSteps = (markets: readonly Market[], steps: readonly MarketStep[]): Market[] =>
  markets.map((market) => steps.find(({ before }) => before.id === market.id)?.after ?? market);

/** Changes a locked event, and its markets with its status: those of a cancelled event begin to be voided. */
export async function applyEventChange(
  client: pg.PoolClient,
  before: SportEvent,
  change: EventChange,
  cause: Cause,
): Promise<SportEvent | WrongSportEventStatus> {
  const { trail, reason } = cause;
  const after = changeEvent(before, change, trail.now());
  if (isRefusal(after)) return after;
  // Bets lock the markets: they see either the event before, or the event after the change.
  const markets = await lockMarketsOf(client, before.id);
  const steps = marketStepsOf(change.action, markets);
  await saveMarketSteps(client, steps, cause, stepEvents(steps, reason, trail));
  await saveSportEvent(client, before, after, cause, [sportEventChangedBy(change.action, after, reason, trail)]);
  if (change.action === 'CANCEL') await voidMarkets(client, afterSteps(markets, steps), cause);
  return after;
}
