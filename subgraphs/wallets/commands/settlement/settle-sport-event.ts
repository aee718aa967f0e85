import { requireRole } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { readQuantity } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import { wrongSportEventStatus, type WrongSportEventStatus } from '../../domain/markets/refusals.ts';
import type { Score, SportEvent } from '../../domain/markets/sport-event.ts';
import { planEvent } from '../../domain/settlement/plan-event.ts';
import type { SettlementRunning } from '../../domain/settlement/refusals.ts';
import { refuseRun } from '../../domain/settlement/settle-steps.ts';
import { findSportEvents, lockSportEvent } from '../../store/markets/find-events.ts';
import { findSelectionsOf, lockMarketsOf } from '../../store/markets/find-markets.ts';
import type { Cause } from '../../store/markets/save-markets.ts';
import { findLastRuns } from '../../store/settlement/runs.ts';
import { applyEventChange } from '../markets/apply-event-change.ts';
import { correctScore } from '../markets/correct-score.ts';
import { beginRun } from './begin-run.ts';

export interface SettleSportEventInput {
  idempotencyKey: string;
  sportEventId: string;
  homeScore: number;
  awayScore: number;
}

type Refusal = WrongSportEventStatus | SettlementRunning;

const sameScore = (a: Score | null, b: Score): boolean => a?.home === b.home && a.away === b.away;

/** The event with its final score: it ends if it was played, and a score that was wrong is corrected. */
async function endWith(
  tx: pg.PoolClient,
  event: SportEvent,
  score: Score,
  cause: Cause,
): Promise<SportEvent | WrongSportEventStatus> {
  if (event.status === 'LIVE') return applyEventChange(tx, event, { action: 'END', score }, cause);
  if (event.status !== 'ENDED' && event.status !== 'SETTLED')
    return wrongSportEventStatus(event.status, ['LIVE', 'ENDED', 'SETTLED'], 'be settled');
  if (sameScore(event.score, score)) return event;
  if (event.home === null) throw badUserInput('An event without two sides has no score.', 'homeScore');
  return correctScore(tx, event, score, cause);
}

/** What a score settles at a locked event, each market with its last run. */
async function planAt(tx: pg.PoolClient, { id, score: formerScore }: SportEvent, score: Score) {
  const markets = await lockMarketsOf(tx, id);
  const ids = markets.map(({ id }) => id);
  const selections = await findSelectionsOf(tx, ids);
  const runs = await findLastRuns(tx, ids);
  const facts = markets.map((market) => ({
    market,
    selections: selections.filter(({ marketId }) => marketId === market.id),
    lastRun: runs.find(({ marketId }) => marketId === market.id) ?? null,
    formerScore,
  }));
  return planEvent(facts, score).map((planned) => ({
    planned,
    lastRun: runs.find(({ marketId }) => marketId === planned.market.id) ?? null,
  }));
}

/**
 * Settles the markets of a locked event whose results follow from its final score. A refusal has changed nothing, also not
 * the score.
 */
export async function settleByScore(
  tx: pg.PoolClient,
  event: SportEvent,
  score: Score,
  cause: Cause,
): Promise<SportEvent | Refusal> {
  for (const { planned, lastRun } of await planAt(tx, event, score)) {
    const refusal = refuseRun(planned.kind, planned.market, lastRun);
    if (refusal?.__typename === 'SettlementRunning') return refusal;
  }
  const ended = await endWith(tx, event, score, cause);
  if (isRefusal(ended)) return ended;
  // The end has closed more markets.
  for (const { planned, lastRun } of await planAt(tx, event, score)) {
    if (refuseRun(planned.kind, planned.market, lastRun) === null) await beginRun(tx, planned, cause);
  }
  return ended;
}

/** Ends an event and settles what its score decides. A repeat returns the first result. */
export async function settleSportEvent(
  { viewer, pool, trail, settlements }: WalletsContext,
  input: SettleSportEventInput,
): Promise<SportEvent | Refusal> {
  const { id: owner } = requireRole(viewer, 'TRADER');
  const key = readIdempotencyKey(input.idempotencyKey);
  const range = { min: 0, max: 9_999 };
  const score = {
    home: readQuantity(input.homeScore, 'homeScore', range),
    away: readQuantity(input.awayScore, 'awayScore', range),
  };
  const { sportEventId } = input;
  const command = { owner, key, input: { command: 'settleSportEvent', sportEventId, score } };
  const result = await once<{ id: string } | Refusal>(pool, command, async (tx) => {
    const event = await lockSportEvent(tx, sportEventId);
    if (event === null) throw notFound('The event');
    const settled = await settleByScore(tx, event, score, { trail, reason: null });
    return isRefusal(settled) ? settled : { id: settled.id };
  });
  if (isRefusal(result)) return result;
  settlements.wake();
  return (await findSportEvents(pool, [result.id]))[0]!;
}
