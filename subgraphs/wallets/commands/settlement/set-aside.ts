import { type EventTrail, newEvent, walletsSettlement } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction, StaleVersion } from '@soko/postgres';
import { GraphQLError } from 'graphql';
import type pg from 'pg';
import type { RunPart, SettlementRun } from '../../domain/settlement/run.ts';
import { maxSetAside, nextTryAt, type SetAsideBet } from '../../domain/settlement/set-aside-bet.ts';
import { nextBetOf } from '../../store/settlement/bets-of-page.ts';
import { claimSamePart, savePage } from '../../store/settlement/parts.ts';
import { countSetAside, saveSetAside } from '../../store/settlement/set-aside-bets.ts';
import type { SettlementSettings } from './run-settlements.ts';
import { trailOfRun } from './settle-page.ts';

/**
 * Classes of errors of Postgres that say nothing about the rows: lost connections, collisions, too few resources, statements
 * that were cancelled, faults of the system. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const ofTheDatabase = /^(08|40|53|55|57|58)[0-9A-Z]{3}$/;

/** True unless the same bets may well be settled a moment later. */
export const isAboutBets = (error: unknown): boolean =>
  !(error instanceof StaleVersion || error instanceof GraphQLError) &&
  !ofTheDatabase.test(String((error as { code?: unknown } | null)?.code));

const maxErrorLength = 500;
const textOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, maxErrorLength);

/** Saves that a bet could not be settled, and tells it. */
export async function saveFailure(
  tx: pg.PoolClient,
  bet: Pick<SetAsideBet, 'betId' | 'marketId' | 'tries'> & { since?: Date },
  error: unknown,
  { revision, trail }: { revision: number; trail: EventTrail },
): Promise<void> {
  const { betId, marketId, tries } = bet;
  const now = trail.now();
  const times = { since: bet.since ?? now, failedAt: now, nextTryAt: nextTryAt(tries, now) };
  await saveSetAside(tx, { betId, marketId, tries, error: textOf(error), ...times });
  const fact = { subject: betId, sequence: tries, data: { marketId, revision, tries } };
  await tell(tx, [newEvent(walletsSettlement, 'bet_set_aside', fact, trail)]);
}

async function requireRoom(tx: pg.PoolClient, { marketId }: SettlementRun, error: unknown): Promise<void> {
  const count = (await countSetAside(tx, [marketId])).get(marketId) ?? 0;
  if (count >= maxSetAside)
    throw new Error(`${count} bets of the market ${marketId} could not be settled: the settlement waits.`, {
      cause: error,
    });
}

/**
 * Sets the next bet of a part aside, so that the others are settled. Throws the error when there is no next bet: then it was
 * not about one.
 */
export async function setAside({ pool, log, now }: SettlementSettings, failed: RunPart, error: unknown): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const part = await claimSamePart(tx, failed);
    if (part === null) return;
    const betId = await nextBetOf(tx, part);
    if (betId === null) throw error;
    const { run } = part;
    await requireRoom(tx, run, error);
    await savePage(tx, part, { cursor: betId, betsDone: 1, betsSettled: 0 });
    const cause = { revision: run.revision, trail: trailOfRun(run, now) };
    await saveFailure(tx, { betId, marketId: run.marketId, tries: 1 }, error, cause);
    log.error({ err: error, betId, marketId: run.marketId, runId: run.id }, 'set a bet aside: it cannot be settled');
  });
}
