import { newId } from '@soko/ids';
import type { Envelope } from '@soko/events';
import type pg from 'pg';
import type { Market } from '../../domain/markets/market.ts';
import type { MarketStep } from '../../domain/markets/market-steps.ts';
import { stepEvents } from '../../domain/markets/market-events.ts';
import { marketResettling, marketSettled, marketVoided } from '../../domain/settlement/market-events.ts';
import type { SettlementResult } from '../../domain/settlement/results.ts';
import type { RunKind } from '../../domain/settlement/run.ts';
import { beginSteps } from '../../domain/settlement/settle-steps.ts';
import { type Cause, saveMarketSteps } from '../../store/markets/save-markets.ts';
import { addRun } from '../../store/settlement/runs.ts';

/** A settlement that a trader, the feed or the end of an event asks for. */
export interface Settling {
  kind: RunKind;
  /** The locked market, which `refuseRun` does not refuse. */
  market: Market;
  /** A result of every selection. */
  results: readonly SettlementResult[];
}

function eventOf({ kind, market, results }: Settling, { after }: MarketStep, { trail, reason }: Cause): Envelope {
  switch (kind) {
    case 'SETTLE':
      return marketSettled(after, market.settlementRevision + 1, results, trail);
    case 'VOID':
      return marketVoided(after, reason, trail);
    case 'RESETTLE':
    case 'ROLLBACK':
    default:
      return marketResettling(after, reason, trail);
  }
}

/**
 * Gives a locked market its results, and begins the settlement of its bets. No bet is being placed on it: placing locks the
 * market as well, and it is closed.
 */
export async function beginRun(tx: pg.PoolClient, settling: Settling, cause: Cause): Promise<void> {
  const { kind, market, results } = settling;
  const [step, ...closing] = beginSteps(kind, market).toReversed() as [MarketStep, ...MarketStep[]];
  const { trail, reason } = cause;
  for (const each of closing) await saveMarketSteps(tx, [each], cause, stepEvents([each], reason, trail));
  await saveMarketSteps(tx, [step], cause, [eventOf(settling, step, cause)]);
  const revision = market.settlementRevision + 1;
  const { correlationId, actor } = trail;
  await addRun(
    tx,
    {
      id: newId('stl'),
      marketId: market.id,
      revision,
      kind,
      reason,
      actorKind: actor.kind === 'user' ? 'user' : 'service',
      actorId: actor.id,
      correlationId,
      startedAt: trail.now(),
    },
    results,
  );
}
